namespace OrleansRegistration.Health;

/// <summary>Start-up step: what readiness depends on.</summary>
internal static class HealthSetup
{
    /// <summary>Adds it.</summary>
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
