using OrleansRegistration.Errors;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Json;
using OrleansRegistration.Names;
using OrleansRegistration.Retries;

namespace OrleansRegistration.Users;

/// <summary>Finds further errors of a sign-up that is refused already. Claims nothing.</summary>
internal static class SignUpLookup
{
    /// <summary>
    /// Adds the valid names that are taken, and the valid code that cannot be redeemed, to <paramref name="errors"/>.
    /// E-mail addresses and codes are secrets of other people: a form without a verified captcha answer is told about
    /// usernames and nicknames only.
    /// </summary>
    /// <param name="mayTellAll">Whether to look up the e-mail address and the code, too.</param>
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
        var status =
            form.Code is null || !mayTellAll ? null : Retry.CallAsync(() => grains.GetCode(form.Code).GetStatusAsync());
        foreach (var (field, isTaken) in await Task.WhenAll(names))
        {
            if (isTaken)
            {
                errors.Add(field, ErrorCodes.Taken);
            }
        }

        if (status is not null && OutcomeFor(form, await status) is not RedeemOutcome.Granted and var outcome)
        {
            errors.Add(FieldNames.InvitationCode, Problems.CodeOf(outcome));
        }
    }

    // A code that is for one domain refuses an address of another.
    private static RedeemOutcome OutcomeFor(SignUpForm form, InvitationStatus status) =>
        status is { Outcome: RedeemOutcome.Granted, EmailDomain: { } domain }
        && form.Email is { } email
        && email.Domain != domain
            ? RedeemOutcome.WrongEmailDomain
            : status.Outcome;
}
