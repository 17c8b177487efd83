using OrleansRegistration.Storage;

namespace OrleansRegistration.Keys;

/// <summary>Loads the keys before the service starts, and again once a minute.</summary>
internal sealed partial class KeyRefresh(ServiceKeys keys, TimeProvider time, ILogger<KeyRefresh> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await keys.RefreshAsync();
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await keys.RefreshAsync();
            }
            catch (Exception exception) when (Failure.IsTransient(exception))
            {
                LogNotRefreshed(logger, exception); // the known keys stay valid for days
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to read the key ring; retrying in a minute.")]
    private static partial void LogNotRefreshed(ILogger logger, Exception exception);
}
