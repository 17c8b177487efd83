using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.SecurityHeaders;

/// <summary>Start-up step: the headers that keep answers harmless in browsers.</summary>
internal static class SecurityHeadersSetup
{
    /// <summary>Adds the middleware, and removes the header <c>Server</c>.</summary>
    public static void AddSecurityHeaders(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => new SecurityHeadersMiddleware(
            services.GetRequiredService<IOptions<ServiceOptions>>().Value.PublicUrl
        ));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    }
}
