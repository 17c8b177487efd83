using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;
using OrleansRegistration.Proxy;

namespace OrleansRegistration.SecurityHeaders;

/// <summary>Start-up step: what browsers are told about every answer, and which hosts and paths are ours.</summary>
internal static class SecurityHeadersSetup
{
    /// <summary>Adds it.</summary>
    public static void AddSecurityHeaders(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => new SecurityHeadersMiddleware(
            services.GetRequiredService<IOptions<ServiceOptions>>().Value.PublicUrl
        ));
        PublicAddress.Add(builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    }
}
