using System.ComponentModel.DataAnnotations;
using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.JsonWebTokens;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Limits;
using OrleansRegistration.Mail;
using OrleansRegistration.Reference;
using OrleansRegistration.Sessions;
using OrleansRegistration.Users;

namespace OrleansRegistration.Activation;

/// <summary>An activation as the client sends it.</summary>
internal sealed record ActivateRequest
{
    [Required, Description("The token from the activation mail.")]
    public TextField Token { get; init; }

    [Description("Whether the refresh token goes into a cookie instead of the answer. Default: `true`.")]
    public FlagField UseCookies { get; init; }
}

/// <summary>Activation by mail. A GET never activates: mail scanners open links.</summary>
internal static class ActivationEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapActivation(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/activate").WithTags(ApiTags.Activation);
        group.MapPost("/", ActivateAsync)
            .WithName("activateAccount")
            .WithSummary("Activate an account")
            .WithDescription("The body must hold the token from the activation mail. The answer logs the account in.")
            .WithRefreshCookie()
            .LimitedPerAddress(LimitKind.Activation)
            .ProducesErrors(503);
        group.MapPost("/resend/", ResendAsync)
            .WithName("resendActivationMail")
            .WithSummary("Send the activation mail again")
            .WithDescription(
                "Send an access token and no body, or an e-mail address and no access token. "
                + "For an e-mail address the answer is the same whether or not it has an account.")
            .WithMetadata(new JsonBody(typeof(MailRequest), IsOptional: true))
            .WithOptionalCredentials(RouteDescription.AccessToken)
            .LimitedPerAddress(LimitKind.Resend)
            .ProducesErrors(401, 503);
    }

    internal static async Task<Results<Ok<SignInResponse>, Problem>> ActivateAsync(Body<ActivateRequest> body, HttpContext context, IGrainFactory grains, SignedIn signedIn)
    {
        var errors = new FieldErrors();
        var token = MailRequests.ParseToken(body.Value.Token, errors);
        SignUpFields.CheckUseCookies(body.Value.UseCookies, errors);
        if (token is null || errors.Any)
        {
            return Outcomes.OfFields(errors);
        }

        var result = await grains.GetUser(token.User).ActivateAsync(token);
        return result.Account is { } account
            ? TypedResults.Ok(signedIn.Answer(account, await signedIn.OpenAsync(context, account, body.Value.UseCookies.Value is not false)))
            : Outcomes.OfMailToken(result.Outcome, errors);
    }

    internal static async Task<Results<Accepted, Problem>> ResendAsync(
        HttpRequest request, ClaimsPrincipal caller, IGrainFactory grains, KeyedHash hash, RateLimits limits)
    {
        if (UserId.TryParse(caller.FindFirstValue(JwtRegisteredClaimNames.Sub), out var id))
        {
            if (await limits.TakeAsync(LimitKind.ResendAccount, id.ToString()) is { } tooMany)
            {
                return tooMany;
            }

            await grains.GetMail(id).EnqueueAsync(id, MailKind.Activation);
            return MailRequests.Accepted();
        }

        if (request.Headers.Authorization.Count > 0)
        {
            return Outcomes.OfStatus(StatusCodes.Status401Unauthorized);
        }

        var errors = new FieldErrors();
        var email = MailRequests.ParseAddress((await Body<MailRequest>.ReadAsync(request.HttpContext)).Email, errors);
        if (email is null)
        {
            return Outcomes.OfFields(errors);
        }

        if (await limits.TakeAsync(LimitKind.ResendAccount, email.Key) is { } refusal)
        {
            return refusal;
        }

        await MailRequests.EnqueueAsync(grains, hash, email, MailKind.Activation);
        return MailRequests.Accepted();
    }
}
