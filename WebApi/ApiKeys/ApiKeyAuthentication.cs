using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using OrleansRegistration.Operators;
using OrleansRegistration.Retries;

namespace OrleansRegistration.ApiKeys;

/// <summary>
/// Checks API keys in header <c>Authorization: Bearer ork_…</c>, on operators' routes only. Each request asks storage,
/// so a revoked key is refused at once.
/// </summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    IGrainFactory grains
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public new const string Scheme = "ApiKey";

    private const string Bearer = "Bearer ";

    /// <summary>
    /// The scheme of a request with an API key for an operators' route; <c>null</c> for every other request.
    /// </summary>
    public static string? Select(HttpContext context) =>
        TextOf(context.Request) is not null
        && context.GetEndpoint()?.Metadata.GetMetadata<ScopeRequirement>() is not null
            ? Scheme
            : null;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() =>
        TextOf(Request) is { } text
        && ApiKeyText.Parse(text) is { } sent
        && await Retry.CallAsync(() => grains.GetApiKeys().FindAsync(sent.Id, sent.SecretHash)) is { } key
            ? AuthenticateResult.Success(new(ApiKeyClaims.PrincipalOf(key), Scheme))
            : AuthenticateResult.Fail("The API key is not valid.");

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return Task.CompletedTask;
    }

    private static string? TextOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header]
        && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
        && header.AsSpan(Bearer.Length).TrimStart().StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal)
            ? header[Bearer.Length..].Trim()
            : null;
}
