using OrleansRegistration.Errors;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Json;
using OrleansRegistration.Names;

namespace OrleansRegistration.Users;

/// <summary>For a sign-up that breaks its own rules: what else is wrong with it. Looks only, claims nothing.</summary>
internal static class SignUpLookup
{
    /// <summary>
    /// Adds the well-formed names that are taken, and the well-formed code that cannot be used, to <paramref name="errors"/>. E-mail addresses and
    /// codes are secrets of other people, so a form without a good captcha answer is told about usernames and nicknames only.
    /// </summary>
    /// <param name="mayTellAll">Whether e-mail address and code may be looked up, too.</param>
    public static async Task AddRefusalsAsync(
        IGrainFactory grains,
        SignUpForm form,
        bool mayTellAll,
        FieldErrors errors
    )
    {
        var names = form.Names()
            .Where(name => mayTellAll || name.Field is not FieldNames.Email)
            .Select(async name => (name.Field, IsTaken: await grains.IsAnyTakenAsync(name.Claims)))
            .ToArray();
        var status = form.Code is null || !mayTellAll ? null : grains.GetCode(form.Code).GetStatusAsync();
        foreach (var (field, isTaken) in await Task.WhenAll(names))
        {
            if (isTaken)
            {
                errors.Add(field, ErrorCodes.Taken);
            }
        }

        if (status is not null && (await status).Outcome is not RedeemOutcome.Granted and var outcome)
        {
            errors.Add(FieldNames.InvitationCode, Problems.CodeOf(outcome));
        }
    }
}
