using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Limits;
using OrleansRegistration.Mail;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Users;

/// <summary>An activation as the client sends it.</summary>
internal sealed record ActivateRequest
{
    [Required, Description("The token from the activation mail.")]
    public TextField Token { get; init; }

    [Description("Whether the refresh token goes into a cookie instead of the answer. Default: `true`.")]
    public FlagField UseCookies { get; init; }
}

/// <summary>A token from an activation mail that somebody got by mistake.</summary>
internal sealed record NotMeRequest
{
    [Required, Description("The token from the activation mail.")]
    public TextField Token { get; init; }
}

/// <summary>An active account. A repeat of an activation has no tokens and no nickname.</summary>
internal sealed record ActivateResponse(
    [property: Description("Whether the account is activated.")] bool IsActive,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The access token. Absent in a repeat.")
    ]
        string? Token = null,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The account's nickname. Absent in a repeat.")
    ]
        string? Nickname = null,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("How long the access token is valid, in seconds. Absent in a repeat.")
    ]
        int? ExpiresIn = null,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The refresh token, if the client uses no cookies. Absent in a repeat.")
    ]
        string? RefreshToken = null
)
{
    /// <summary>An account that was activated and logged in.</summary>
    public static ActivateResponse Of(SignInResponse issuer) =>
        new(issuer.IsActive, issuer.Token, issuer.Nickname, issuer.ExpiresIn, issuer.RefreshToken);
}

/// <summary>Activation by mail. A GET never activates: mail scanners open links.</summary>
internal static class ActivationEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapActivation(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/activate").WithTags(ApiTags.Activation);
        group
            .MapPost("/", ActivateAsync)
            .WithName("activateAccount")
            .WithSummary("Activate an account")
            .WithDescription(
                "The body must hold the token from the activation mail. The answer logs the account in and ends all its other sessions. "
                    + "Repeating the request while the token is valid only says that the account is active."
            )
            .WithRefreshCookie()
            .LimitedPerAddress(LimitKind.Activation)
            .ProducesErrors(503);
        group
            .MapPost("/not-me/", DisownAsync)
            .WithName("disownAccount")
            .WithSummary("Remove an account that somebody else created with my e-mail address")
            .WithDescription(
                "The body must hold the token from the activation mail. An account that was activated is not removed."
            )
            .LimitedPerAddress(LimitKind.Activation)
            .ProducesErrors(409, 503);
        group
            .MapPost("/resend/", ResendAsync)
            .WithName("resendActivationMail")
            .WithSummary("Send the activation mail again")
            .WithDescription(
                "Sends it to the address in `email`, or else to the address of the account whose access token it is. "
                    + "For an address the answer is the same whether or not it has an account."
            )
            .WithOptionalCredentials(RouteDescription.AccessToken)
            .LimitedPerAddress(LimitKind.Resend)
            .ProducesErrors(401, 503);
    }

    internal static async Task<Results<Ok<ActivateResponse>, Problem>> ActivateAsync(
        Body<ActivateRequest> body,
        HttpContext context,
        IGrainFactory grains,
        TokenIssuer issuer
    )
    {
        var errors = new FieldErrors();
        var token = MailRequests.ParseToken(body.Value.Token, errors);
        FieldNames.CheckUseCookies(body.Value.UseCookies, errors);
        if (token is null || errors.Any)
        {
            return Problems.ForFields(errors);
        }

        var result = await grains.GetUser(token.User).ActivateAsync(token);
        if (result.Outcome is MailTokenOutcome.AlreadyActive)
        {
            return TypedResults.Ok(new ActivateResponse(IsActive: true)); // a double click, or a lost reply
        }

        if (result.Account is not { } account)
        {
            return Problems.ForMailToken(result.Outcome, errors);
        }

        var tokens = await issuer.OpenAsync(context, account, body.Value.UseCookies.Value is not false);
        return TypedResults.Ok(ActivateResponse.Of(issuer.Answer(account, tokens)));
    }

    internal static async Task<Results<NoContent, Problem>> DisownAsync(Body<NotMeRequest> body, IGrainFactory grains)
    {
        var errors = new FieldErrors();
        if (MailRequests.ParseToken(body.Value.Token, errors) is not { } token)
        {
            return Problems.ForFields(errors);
        }

        var outcome = await grains.GetUser(token.User).DisownAsync(token);
        return outcome is MailTokenOutcome.Accepted ? TypedResults.NoContent() : Problems.ForMailToken(outcome, errors);
    }

    // An address in the body decides, whatever else the request has in it: it may come with a token that has expired.
    internal static async Task<Results<Accepted, Problem>> ResendAsync(
        OptionalBody<MailRequest> body,
        HttpRequest request,
        ClaimsPrincipal principal,
        IGrainFactory grains,
        DerivedSecrets hash,
        RateLimits limits
    )
    {
        var field = body.Value?.Email ?? default;
        if (field is { Text: null, IsMistyped: false } && !StringValues.IsNullOrEmpty(request.Headers.Authorization))
        {
            return await ResendToBearerAsync(principal, grains, limits);
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

        await MailRequests.EnqueueAsync(grains, hash, email, MailKind.Activation);
        return MailRequests.Accepted();
    }

    private static async Task<Results<Accepted, Problem>> ResendToBearerAsync(
        ClaimsPrincipal principal,
        IGrainFactory grains,
        RateLimits limits
    )
    {
        if (Caller.Of(principal) is not { } caller || !await caller.IsOpenAsync(grains))
        {
            return Problems.ForGoneAccount();
        }

        if (await limits.TakeAsync(LimitKind.ResendAccount, caller.User.ToString()) is { } refusal)
        {
            return refusal;
        }

        await grains.GetMail(caller.User).EnqueueAsync(caller.User, MailKind.Activation);
        return MailRequests.Accepted();
    }
}
