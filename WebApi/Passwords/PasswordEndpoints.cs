using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Limits;
using OrleansRegistration.Mail;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Retries;
using OrleansRegistration.Sessions;
using OrleansRegistration.Users;

namespace OrleansRegistration.Passwords;

/// <summary>Changing a password, and resetting a forgotten one.</summary>
internal static class PasswordEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapPasswords(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/password").WithTags(ApiTags.Passwords).ProducesErrors(503);
        group
            .MapPost("/change/", ChangeAsync)
            .RequireAuthorization()
            .LimitedPerAddress(LimitKind.Account)
            .WithName("changePassword")
            .WithSummary("Change my password")
            .WithDescription("Signs out all other devices.");
        group
            .MapPost("/forgot/", ForgotAsync)
            .WithName("requestPasswordReset")
            .WithSummary("Request a password reset")
            .WithDescription(
                "Mails a token to the address. The answer is the same whether or not the address has an account."
            )
            .LimitedPerAddress(LimitKind.Forgot);
        group
            .MapPost("/reset/", ResetAsync)
            .WithName("resetPassword")
            .WithSummary("Reset a password")
            .WithDescription(
                "The body must hold the token from the password reset mail. Ends all sessions. "
                    + "Does not activate the account."
            )
            .LimitedPerAddress(LimitKind.Reset);
    }

    internal static async Task<Results<NoContent, Problem>> ChangeAsync(
        Body<PasswordChangeRequest> body,
        Caller caller,
        IGrainFactory grains
    )
    {
        var errors = new FieldErrors();
        var old = PasswordForm.Read(FieldNames.OldPassword, body.Value.OldPassword, errors);
        var password = PasswordForm.Parse(body.Value.Password1, body.Value.Password2, errors);
        if (errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var outcome = await Retry.OnceAsync(
            () => grains.GetUser(caller.User).ChangePasswordAsync(new(old!, password!), caller.Session),
            ChangeOutcome.Unknown
        );
        return outcome is ChangeOutcome.Done
            ? TypedResults.NoContent()
            : Problems.ForChange(outcome, FieldNames.OldPassword, ErrorCodes.PasswordUnknown);
    }

    internal static async Task<Results<Accepted, Problem>> ForgotAsync(
        Body<MailRequest> body,
        IGrainFactory grains,
        DerivedSecrets secrets,
        RateLimits limits
    )
    {
        var errors = new FieldErrors();
        var email = MailRequests.ParseAddress(body.Value.Email, errors);
        if (email is null)
        {
            return Problems.ForFields(errors);
        }

        if (await limits.TakeAsync(LimitKind.ForgotAccount, email.Key) is { } refusal)
        {
            return refusal;
        }

        await MailRequests.EnqueueAsync(grains, secrets, email, MailKind.PasswordReset);
        return MailRequests.Accepted();
    }

    internal static async Task<Results<NoContent, Problem>> ResetAsync(
        Body<PasswordResetRequest> body,
        IGrainFactory grains
    )
    {
        var errors = new FieldErrors();
        var token = MailRequests.ParseToken(body.Value.Token, errors);
        var password = PasswordForm.Parse(body.Value.Password1, body.Value.Password2, errors);
        if (errors.Any)
        {
            // A valid token that has no effect is reported with the other errors.
            var outcome = token is null
                ? MailTokenOutcome.Accepted
                : await Retry.CallAsync(() =>
                    grains.GetUser(token.User).CheckTokenAsync(token, MailKind.PasswordReset)
                );
            return outcome is MailTokenOutcome.Accepted
                ? Problems.ForFields(errors)
                : Problems.ForMailToken(outcome, errors);
        }

        var result = await grains.GetUser(token!.User).ResetPasswordAsync(token, password!);
        return result.Outcome is MailTokenOutcome.Accepted
            ? TypedResults.NoContent()
            : Problems.ForMailToken(result.Outcome, errors);
    }
}
