namespace OrleansRegistration.Hosting;

/// <summary>
/// The first step of a stop of a node in a cluster: for <c>Cluster:DrainSeconds</c> it still answers, but it is not
/// ready and asks its clients to leave. Balancers turn away meanwhile, so that no request meets a closed port.
/// </summary>
internal sealed partial class Draining(ClusterSettings cluster, TimeProvider time, ILogger<Draining> logger)
    : IHostedLifecycleService
{
    /// <summary>Whether the node is about to stop.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>Middleware: asks clients to close their connections.</summary>
    public Task CloseConnectionsAsync(HttpContext context, RequestDelegate next)
    {
        // Also a request that began before the stop.
        context.Response.OnStarting(() =>
        {
            if (IsUnderWay)
            {
                context.Response.Headers.Connection = "close";
            }

            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        IsUnderWay = true;
        LogDraining(cluster.DrainSeconds);
        await Task.Delay(TimeSpan.FromSeconds(cluster.DrainSeconds), time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: still answering for {Seconds} s, not ready.")]
    private partial void LogDraining(int seconds);
}

/// <summary>Adds <see cref="Draining"/>.</summary>
internal static class DrainingSetup
{
    // What the requests under way and the hand-over to other nodes may take after that.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);

    /// <summary>Start-up step: a node of a cluster drains before it stops.</summary>
    public static void AddDraining(this WebApplicationBuilder builder, ClusterSettings cluster)
    {
        builder.Services.AddSingleton<Draining>();
        builder.Services.AddSingleton<IHostedService>(services => services.GetRequiredService<Draining>());
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(cluster.DrainSeconds) + Rest
        );
    }

    /// <summary>Adds the middleware, if this node drains.</summary>
    public static void UseDraining(this WebApplication app)
    {
        if (app.Services.GetService<Draining>() is { } draining)
        {
            app.Use(draining.CloseConnectionsAsync);
        }
    }
}
