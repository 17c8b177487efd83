using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Names;
using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>What all routes about mailed tokens share.</summary>
internal static class MailRequests
{
    /// <summary>
    /// Parses an address. Returns <c>null</c> when it breaks a rule, which is added to <paramref name="errors"/>.
    /// </summary>
    public static EmailAddress? ParseAddress(TextField text, FieldErrors errors) =>
        NameFields.Parse<EmailAddress>(FieldNames.Email, text, EmailAddress.TryParseExisting, errors);

    /// <summary>
    /// Parses a token. Returns <c>null</c> when it breaks a rule, which is added to <paramref name="errors"/>.
    /// </summary>
    public static MailToken? ParseToken(TextField text, FieldErrors errors)
    {
        var token = MailToken.Parse(text.Text?.Trim());
        if (token is null)
        {
            errors.Add(
                FieldNames.Token,
                string.IsNullOrEmpty(text.Text) && !text.IsMistyped ? ErrorCodes.Required : ErrorCodes.Invalid
            );
        }

        return token;
    }

    /// <summary>202: a mail follows if there is one to send.</summary>
#pragma warning disable CA2234 // The answer has no address to name, as a text or otherwise.
    public static Accepted Accepted() => TypedResults.Accepted((string?)null);
#pragma warning restore CA2234

    /// <summary>
    /// Queues a mail to the owner of an address. An address without an owner takes the same calls and the same writes:
    /// its mail is queued for a user who does not exist, and is dropped when it is due.
    /// </summary>
    public static async Task EnqueueAsync(
        IGrainFactory grains,
        DerivedSecrets secrets,
        EmailAddress email,
        MailKind kind
    )
    {
        var claim = new NameClaim(NameKind.Email, email.Key);
        var nobody = secrets.UserIdOfNobody(claim);
        var owner = await grains.OwnerOrNobodyAsync(claim, nobody);
        var user = await Retry.CallAsync(() => grains.GetClaimOwner(owner).ConfirmsAsync(claim)) ? owner : nobody;
        await Retry.CallAsync(() => grains.GetMail(user).EnqueueForStrangerAsync(user, kind));
    }
}
