using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrleansRegistration.OpenApi;

namespace OrleansRegistration.Sessions;

/// <summary>Start-up step: sessions and the refresh cookie.</summary>
internal static class SessionSetup
{
    /// <summary>Adds the issuer of tokens and the cookie, and describes the cookie.</summary>
    public static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TokenIssuer>();
        builder.Services.AddSingleton<RefreshCookie>();
        builder.Services.Configure<OpenApiOptions>(
            ApiDocument.Name,
            options =>
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.AddComponent<IOpenApiSecurityScheme>(SecuritySchemes.RefreshCookie, Describe());
                        return Task.CompletedTask;
                    }
                )
        );
    }

    private static OpenApiSecurityScheme Describe() =>
        new()
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = RefreshCookie.Name,
            Description =
                "Set by sign-up, log-in and activation. Browsers send it by themselves. "
                + "On https its name has the prefix `__Host-`, or `__Secure-` when the service has a path.",
        };
}
