using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Names;
using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>Somebody asks for a mail.</summary>
internal sealed record MailRequest
{
    [Required, Description("The e-mail address of the account.")]
    public TextField Email { get; init; }
}

/// <summary>What the routes about mailed tokens have in common.</summary>
internal static class MailRequests
{
    /// <summary>The field of a mailed token.</summary>
    public const string Token = "token";

    /// <summary>The address; <c>null</c> when a rule is broken and added to <paramref name="errors"/>.</summary>
    public static EmailAddress? ParseAddress(TextField text, FieldErrors errors) =>
        NameFields.Parse<EmailAddress>(FieldNames.Email, text, EmailAddress.TryParseExisting, errors);

    /// <summary>The token; <c>null</c> when a rule is broken and added to <paramref name="errors"/>.</summary>
    public static MailToken? ParseToken(TextField text, FieldErrors errors)
    {
        var token = MailToken.Parse(text.Text?.Trim());
        if (token is null)
        {
            errors.Add(
                Token,
                string.IsNullOrEmpty(text.Text) && !text.IsMistyped ? ErrorCodes.Required : ErrorCodes.Invalid
            );
        }

        return token;
    }

    /// <summary>202: the mail, if there is one to send, is queued.</summary>
#pragma warning disable CA2234 // There is no place to name, as text or otherwise.
    public static Accepted Accepted() => TypedResults.Accepted((string?)null);
#pragma warning restore CA2234

    /// <summary>
    /// Queues a mail to whoever has the address. An address that nobody has takes the same calls and the same writes: its mail is queued for a
    /// user who does not exist, and found to be none when it would be sent.
    /// </summary>
    public static async Task EnqueueAsync(IGrainFactory grains, DerivedSecrets hash, EmailAddress email, MailKind kind)
    {
        var claim = new NameClaim(NameKind.Email, email.Key);
        var nobody = hash.UserIdOfNobody(claim);
        var owner = await grains.GetReservation(claim).FindOwnerAsync() ?? nobody;
        var user = await grains.GetUser(owner).NicknameIfNamedAsync(claim) is null ? nobody : owner;
        await grains.GetMail(user).EnqueueForStrangerAsync(user, kind);
    }
}
