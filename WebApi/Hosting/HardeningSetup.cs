using OrleansRegistration.Hardening;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: what browsers are told about every answer.</summary>
internal static class HardeningSetup
{
    /// <summary>Adds it.</summary>
    public static void AddHardening(this WebApplicationBuilder builder) =>
        builder.Services.AddSingleton(services => new SecurityHeaders(services.GetRequiredService<Microsoft.Extensions.Options.IOptions<ServiceOptions>>().Value.PublicUrl));
}
