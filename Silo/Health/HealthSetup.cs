using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansRegistration.Health;

/// <summary>Start-up step: health checks.</summary>
internal static class HealthSetup
{
    /// <summary>Adds the check that readiness depends on.</summary>
    public static void AddHealth(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ClusterHealthCheck>();
        builder.Services.AddSingleton(services => new SharedHealthCheck(
            context => services.GetRequiredService<ClusterHealthCheck>().CheckHealthAsync(context),
            services.GetRequiredService<TimeProvider>()
        ));
        builder.Services.AddHealthChecks().AddCheck<SharedHealthCheck>("cluster");
    }
}
