using OrleansRegistration.Errors;
using OrleansRegistration.Management;

namespace OrleansRegistration.Hosting;

/// <summary>
/// Start-up step, the last one. The web server starts first; services that need a silo start afterwards, because they
/// may have to wait for one. Until all have started, requests get 503; only <c>/health/live</c> is answered.
/// </summary>
internal static class LateStart
{
    private const string Live = "/health/live";

    /// <summary>
    /// Checks all settings. If silos run elsewhere, moves the start of all services added so far behind that of the web
    /// server.
    /// </summary>
    public static void StartLate(this WebApplicationBuilder builder)
    {
        builder.CheckSettings();
        if (builder.GetClusterSettings().Mode is not ClusterMode.Client)
        {
            return;
        }

        foreach (
            var service in builder
                .Services.Where(service =>
                    service.ServiceType == typeof(IHostedService)
                    && service.ImplementationType != typeof(ManagementServer)
                )
                .ToList()
        )
        {
            builder.Services.Remove(service);
            builder.Services.AddSingleton<IHostedService>(services => new Late(
                (IHostedService)(
                    service.ImplementationInstance
                    ?? service.ImplementationFactory?.Invoke(services)
                    ?? ActivatorUtilities.CreateInstance(services, service.ImplementationType!)
                )
            ));
        }
    }

    /// <summary>Middleware: refuses requests until everything has started.</summary>
    public static Task RefuseUntilStartedAsync(HttpContext context, RequestDelegate next)
    {
        var isStarted = context
            .RequestServices.GetRequiredService<IHostApplicationLifetime>()
            .ApplicationStarted.IsCancellationRequested;
        return isStarted || context.Request.Path.StartsWithSegments(Live, StringComparison.OrdinalIgnoreCase)
            ? next(context)
            : Problems.ForStatus(StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
    }

    private sealed class Late(IHostedService service) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => service.StartAsync(cancellationToken);

        public Task StoppingAsync(CancellationToken cancellationToken) =>
            (service as IHostedLifecycleService)?.StoppingAsync(cancellationToken) ?? Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => service.StopAsync(cancellationToken);

        public Task StoppedAsync(CancellationToken cancellationToken) =>
            (service as IHostedLifecycleService)?.StoppedAsync(cancellationToken) ?? Task.CompletedTask;
    }
}
