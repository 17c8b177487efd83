using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Limits;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Retries;

namespace OrleansRegistration.Sessions;

/// <summary>Refresh, log-out, and the list of signed-in devices.</summary>
internal static class SessionEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags(ApiTags.Sessions);
        group
            .MapPost("/jwt/refresh/", RefreshAsync)
            .WithName("refreshTokens")
            .WithSummary("Refresh the tokens")
            .WithDescription(
                "Replaces the refresh token and gives a new access token. "
                    + "The refresh token is that of the body, or else that of the cookie. "
                    + "A refresh token that was replaced before ends its session, unless it was replaced a moment ago."
            )
            .WithOptionalCredentials(SecuritySchemes.RefreshCookie)
            .WithRefreshCookie()
            .LimitedPerAddress(LimitKind.Refresh)
            .ProducesErrors(401, 403, 503);
        group
            .MapPost("/jwt/logout/", LogOutAsync)
            .LimitedPerAddress(LimitKind.Account)
            .WithName("logOut")
            .WithSummary("Log out")
            .WithDescription(
                "Ends the session of the refresh token in the body, or else of the cookie, "
                    + "or else of the access token. "
                    + "The answer is the same when there is no such session."
            )
            .WithOptionalCredentials(SecuritySchemes.RefreshCookie, SecuritySchemes.AccessToken)
            .WithRefreshCookie()
            .ProducesErrors(403, 503);
        MapDevices(routes.MapGroup("/api/sessions/").WithTags(ApiTags.Sessions));
    }

    private static void MapDevices(RouteGroupBuilder devices)
    {
        devices.RequireAuthorization().LimitedPerAddress(LimitKind.Account).ProducesErrors(503);
        devices
            .MapGet("", ListAsync)
            .WithName("listSessions")
            .WithSummary("List my signed-in devices")
            .WithDescription("The most recently used comes first.");
        devices
            .MapDelete("{id}/", EndAsync)
            .WithName("endSession")
            .WithSummary("Sign out a device")
            .WithDescription("The access token of the device stays valid until it expires.")
            .ProducesErrors(404);
        devices
            .MapDelete("", EndOthersAsync)
            .WithName("endOtherSessions")
            .WithSummary("Sign out all other devices")
            .WithDescription("The access tokens of the devices stay valid until they expire.");
    }

    internal static async Task<Results<Ok<SignInResponse>, Problem>> RefreshAsync(
        OptionalBody<RefreshRequest> body,
        HttpContext context,
        IGrainFactory grains,
        DerivedSecrets secrets,
        RefreshCookie cookie,
        TokenIssuer issuer
    )
    {
        if (Refuse(body, context.Request, cookie) is { } refusal)
        {
            return refusal;
        }

        var useCookies = body.Value?.RefreshToken.Text is null;
        var tokens = TokensOf(body, context.Request, cookie);
        foreach (var token in tokens)
        {
            var result = await Retry.CallAsync(() =>
                grains
                    .GetSessions(token.User)
                    .RefreshAsync(
                        token.Prove(secrets),
                        token.Next(secrets).Hash,
                        TokenIssuer.UserAgentOf(context.Request)
                    )
            );
            if (result.Account is { } account)
            {
                var current = token.Next(secrets, result.Steps);
                var issued = issuer.Issue(context, account, current, result.ExpiresAt, useCookies);
                return TypedResults.Ok(SignInResponse.Of(account, issued));
            }
        }

        if (useCookies && tokens.Count > 0)
        {
            cookie.Clear(context);
        }

        return Problems.ForEndedSession();
    }

    // The answer is always the same: it does not tell whether there was a session, and a repeat is not an error.
    internal static async Task<Results<NoContent, Problem>> LogOutAsync(
        OptionalBody<RefreshRequest> body,
        HttpContext context,
        Caller? caller,
        IGrainFactory grains,
        DerivedSecrets secrets,
        RefreshCookie cookie
    )
    {
        if (Refuse(body, context.Request, cookie) is { } refusal)
        {
            return refusal;
        }

        var tokens = TokensOf(body, context.Request, cookie);
        foreach (var token in tokens)
        {
            await Retry.CallAsync(() => grains.GetSessions(token.User).EndAsync(token.Prove(secrets)));
        }

        if (tokens.Count == 0 && caller is not null)
        {
            await Retry.CallAsync(() => grains.GetSessions(caller.User).EndAsync(caller.Session));
        }

        if (cookie.Read(context.Request).Count > 0)
        {
            cookie.Clear(context);
        }

        return TypedResults.NoContent();
    }

    internal static async Task<Results<Ok<SessionsResponse>, Problem>> ListAsync(Caller caller, IGrainFactory grains)
    {
        if (await Retry.CallAsync(() => grains.GetSessions(caller.User).ListAsync()) is not { } list)
        {
            return Problems.ForGoneAccount();
        }

        return TypedResults.Ok(SessionsResponse.Of(list, caller.Session));
    }

    internal static async Task<Results<NoContent, Problem>> EndAsync(
        [Description("The `id` of a session in the list.")] string id,
        Caller caller,
        IGrainFactory grains
    ) =>
        Guid.TryParseExact(id, "D", out var session)
        && await Retry.CallAsync(() => grains.GetSessions(caller.User).EndAsync(session))
            ? TypedResults.NoContent()
            : Problems.ForStatus(StatusCodes.Status404NotFound);

    internal static async Task<NoContent> EndOthersAsync(Caller caller, IGrainFactory grains)
    {
        await Retry.CallAsync(() => grains.GetSessions(caller.User).EndAllAsync(caller.Session));
        return TypedResults.NoContent();
    }

    private static IReadOnlyList<RefreshToken> TokensOf(
        OptionalBody<RefreshRequest> body,
        HttpRequest request,
        RefreshCookie cookie
    ) =>
        body.Value?.RefreshToken.Text is not { } text ? cookie.Read(request)
        : RefreshToken.Parse(text) is { } token ? [token]
        : [];

    /// <summary>Refuses a body that breaks a rule, and a cookie that a page of another site sent.</summary>
    private static Problem? Refuse(OptionalBody<RefreshRequest> body, HttpRequest request, RefreshCookie cookie)
    {
        if (body.Value is { RefreshToken.IsMistyped: true })
        {
            return Problems.ForField(FieldNames.RefreshToken, ErrorCodes.Invalid);
        }

        return body.Value?.RefreshToken.Text is null && cookie.Read(request).Count > 0 && !cookie.MayUse(request)
            ? Problems.ForOtherSite()
            : null;
    }
}
