using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrleansRegistration.ApiKeys;
using OrleansRegistration.Keys;

namespace OrleansRegistration.Tokens;

/// <summary>Start-up step: access tokens, issued and checked.</summary>
internal static class TokenSetup
{
    /// <summary>Adds the issuer and the check of access tokens.</summary>
    public static void AddTokens(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<AccessTokens>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer().AddApiKeys();
        services
            .AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<ServiceKeys, IOptions<TokenOptions>, TimeProvider>(Check);
    }

    private static void Check(
        JwtBearerOptions bearer,
        ServiceKeys keys,
        IOptions<TokenOptions> tokens,
        TimeProvider time
    )
    {
        bearer.ForwardDefaultSelector = ApiKeyAuthentication.Select;
        bearer.MapInboundClaims = false;
        bearer.TokenValidationParameters = new()
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [AccessTokens.Type],
            ValidIssuer = tokens.Value.Issuer,
            ValidAudience = tokens.Value.Audience,
            IssuerSigningKeyResolver = (_, _, kid, _) =>
                keys.Accepted.Where(key => key.Public.Kid == kid).Select(key => key.Public),
            NameClaimType = JwtRegisteredClaimNames.Sub,
            LifetimeValidator = (notBefore, expires, _, _) =>
                IsInTime(notBefore, expires, time.GetUtcNow().UtcDateTime),
        };
        bearer.Events = new() { OnChallenge = ChallengeAsync };
    }

    // There is no upper bound: a node whose clock is ahead issues tokens that expire later than ours, and they must be
    // valid here.
    private static bool IsInTime(DateTime? notBefore, DateTime? expires, DateTime now) =>
        expires + Clocks.MaxSkew > now && (notBefore is null || notBefore - Clocks.MaxSkew <= now);

    // RFC 6750, 3.1. The framework's own answer would add a reason in the library's words. The body is that of every
    // other 401.
    private static Task ChallengeAsync(JwtBearerChallengeContext context)
    {
        context.HandleResponse();
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = context.AuthenticateFailure is null
            ? "Bearer"
            : "Bearer error=\"invalid_token\"";
        return Task.CompletedTask;
    }
}
