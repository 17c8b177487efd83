using OrleansRegistration.Health;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: what readiness depends on.</summary>
internal static class HealthSetup
{
    /// <summary>Adds it.</summary>
    public static void AddHealth(this WebApplicationBuilder builder) =>
        builder.Services.AddHealthChecks().AddCheck<ClusterHealthCheck>("cluster");
}
