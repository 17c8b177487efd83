namespace OrleansRegistration.Health;

/// <summary>Start-up step: health checks.</summary>
internal static class HealthSetup
{
    /// <summary>Adds the check that readiness depends on.</summary>
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ClusterHealthCheck>();
        builder.Services.AddSingleton(services => new SharedHealthCheck(
            context => services.GetRequiredService<ClusterHealthCheck>().CheckHealthAsync(context),
            services.GetRequiredService<TimeProvider>()
        ));
        builder.Services.AddHealthChecks().AddCheck<SharedHealthCheck>("cluster");
    }
}
