using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Limits;
using OrleansRegistration.Mail;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Retries;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Users;

/// <summary>Activation by mail. A GET never activates, because mail scanners open links.</summary>
internal static class ActivationEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapActivation(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/activate").WithTags(ApiTags.Activation).ProducesErrors(503);
        group
            .MapPost("/", ActivateAsync)
            .WithName("activateAccount")
            .WithSummary("Activate an account")
            .WithDescription(
                "The body must hold the token from the activation mail. "
                    + "Ends all other sessions of the account. The answer logs the account in. "
                    + "Repeating the request while the token is valid only says that the account is active."
            )
            .WithRefreshCookie()
            .LimitedPerAddress(LimitKind.Activation);
        group
            .MapPost("/not-me/", DisownAsync)
            .WithName("disownAccount")
            .WithSummary("Delete an account that somebody else created with my e-mail address")
            .WithDescription(
                "The body must hold the token from the activation mail. An account that was activated is not removed."
            )
            .LimitedPerAddress(LimitKind.Activation)
            .ProducesErrors(409);
        group
            .MapPost("/resend/", ResendAsync)
            .WithName("resendActivationMail")
            .WithSummary("Send the activation mail again")
            .WithDescription(
                "Sends it to the address in `email`, or else to the address of the account "
                    + "that the access token belongs to. "
                    + "For an address the answer is the same whether or not it has an account."
            )
            .WithOptionalCredentials(SecuritySchemes.AccessToken)
            .LimitedPerAddress(LimitKind.Resend)
            .ProducesErrors(401);
    }

    internal static async Task<Results<Ok<ActivateResponse>, Problem>> ActivateAsync(
        Body<ActivateRequest> body,
        HttpContext context,
        IGrainFactory grains,
        TokenIssuer issuer,
        UserMetrics metrics
    )
    {
        var errors = new FieldErrors();
        var token = MailRequests.ParseToken(body.Value.Token, errors);
        errors.CheckFlag(FieldNames.UseCookies, body.Value.UseCookies);
        if (token is null || errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var result = await Retry.CallAsync(() => grains.GetUser(token.User).ActivateAsync(token));
        metrics.Count(result.Outcome);
        if (result.Outcome is MailTokenOutcome.AlreadyActive)
        {
            // A double click, or a repeat after a lost reply.
            return TypedResults.Ok(new ActivateResponse(IsActive: true));
        }

        if (result.Account is not { } account)
        {
            return Problems.ForMailToken(result.Outcome, errors);
        }

        var signedIn = await issuer.SignInAsync(context, account, body.Value.UseCookies.Or(true));
        return TypedResults.Ok(ActivateResponse.Of(signedIn));
    }

    internal static async Task<Results<NoContent, Problem>> DisownAsync(Body<NotMeRequest> body, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        if (MailRequests.ParseToken(body.Value.Token, errors) is not { } token)
        {
            return Problems.ForFields(errors);
        }

        var outcome = await Retry.CallAsync(() => grains.GetUser(token.User).DisownAsync(token));
        return outcome is MailTokenOutcome.Accepted ? TypedResults.NoContent() : Problems.ForMailToken(outcome, errors);
    }

    // An address in the body takes precedence over an access token, which may have expired.
    internal static async Task<Results<Accepted, Problem>> ResendAsync(
        OptionalBody<MailRequest> body,
        HttpRequest request,
        Caller? caller,
        IGrainFactory grains,
        DerivedSecrets secrets,
        RateLimits limits
    )
    {
        var field = body.Value?.Email ?? default;
        if (field is { Text: null, IsMistyped: false } && !StringValues.IsNullOrEmpty(request.Headers.Authorization))
        {
            return await ResendToCallerAsync(caller, grains, limits);
        }

        var errors = new FieldErrors();
        if (MailRequests.ParseAddress(field, errors) is not { } email)
        {
            return Problems.ForFields(errors);
        }

        if (await limits.TakeAsync(LimitKind.ResendAccount, email.Key) is { } refusal)
        {
            return refusal;
        }

        await MailRequests.EnqueueAsync(grains, secrets, email, MailKind.Activation);
        return MailRequests.Accepted();
    }

    private static async Task<Results<Accepted, Problem>> ResendToCallerAsync(
        Caller? caller,
        IGrainFactory grains,
        RateLimits limits
    )
    {
        if (caller is null || !await caller.IsOpenAsync(grains))
        {
            return Problems.ForGoneAccount();
        }

        if (await limits.TakeAsync(LimitKind.ResendAccount, caller.User.ToString()) is { } refusal)
        {
            return refusal;
        }

        await Retry.CallAsync(() => grains.GetMail(caller.User).EnqueueAsync(caller.User, MailKind.Activation));
        return MailRequests.Accepted();
    }
}
