using Microsoft.Extensions.Options;
using OrleansRegistration.Hardening;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: what browsers are told about every answer, and which hosts and paths are ours.</summary>
internal static class HardeningSetup
{
    /// <summary>Adds it.</summary>
    public static void AddHardening(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => new SecurityHeaders(
            services.GetRequiredService<IOptions<ServiceOptions>>().Value.PublicUrl
        ));
        PublicAddress.Add(builder.Services);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    }
}
