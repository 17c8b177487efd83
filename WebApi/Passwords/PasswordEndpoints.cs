using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Mail;
using OrleansRegistration.Users;

namespace OrleansRegistration.Passwords;

/// <summary>A new password as the client sends it.</summary>
internal sealed record PasswordResetRequest
{
    public TextField Token { get; init; }

    public TextField Password1 { get; init; }

    public TextField Password2 { get; init; }
}

/// <summary>Forgotten passwords.</summary>
internal static class PasswordEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapPasswords(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/password").WithTags("Passwords");
        group.MapPost("/forgot/", ForgotAsync)
            .WithSummary("Mails a token for a new password")
            .WithDescription("The answer is the same whether or not the address has an account.")
            .ProducesErrors(400, 413, 415, 503);
        group.MapPost("/reset/", ResetAsync)
            .WithSummary("Chooses a new password with a mailed token")
            .WithDescription("Ends all sessions. Does not activate the account.")
            .ProducesErrors(400, 413, 415, 503);
    }

    internal static async Task<Results<Accepted, Problem>> ForgotAsync(Body<MailRequest> body, IGrainFactory grains, KeyedHash hash)
    {
        var errors = new FieldErrors();
        var email = MailRequests.ParseAddress(body.Value.Email, errors);
        if (email is null)
        {
            return Outcomes.OfFields(errors);
        }

        await MailRequests.EnqueueAsync(grains, hash, email, MailKind.PasswordReset);
        return MailRequests.Accepted();
    }

    internal static async Task<Results<NoContent, Problem>> ResetAsync(Body<PasswordResetRequest> body, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        var token = MailRequests.ParseToken(body.Value.Token, errors);
        var password = PasswordForm.Parse(body.Value.Password1, body.Value.Password2, errors);
        if (errors.Any)
        {
            // A token that is well-formed and no good is reported with the rest.
            var outcome = token is null ? MailTokenOutcome.Accepted : await grains.GetUser(token.User).CheckTokenAsync(token, MailKind.PasswordReset);
            return outcome is MailTokenOutcome.Accepted ? Outcomes.OfFields(errors) : Outcomes.OfMailToken(outcome, errors);
        }

        var result = await grains.GetUser(token!.User).ResetPasswordAsync(token, password!);
        return result.Outcome is MailTokenOutcome.Accepted ? TypedResults.NoContent() : Outcomes.OfMailToken(result.Outcome, errors);
    }
}
