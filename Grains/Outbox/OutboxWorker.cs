using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Outbox;

/// <summary>
/// Wakes every shard of the outbox when the silo has started and every few seconds after, so that what a crash left is finished without
/// callers. (Reminders would need a storage of their own: evidence.md, trap 10.)
/// </summary>
internal sealed partial class OutboxWorker(IGrainFactory grains, IHostApplicationLifetime host, TimeProvider time, ILogger<OutboxWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await host.StartedAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            await Task.WhenAll(Enumerable.Range(0, OutboxShards.Count).Select(WorkOffAsync));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WorkOffAsync(int shard)
    {
        try
        {
            await grains.GetOutbox(shard).WorkOffAsync();
        }
        catch (Exception e) when (e is StorageUnavailableException or TimeoutException or OrleansException or InvalidOperationException)
        {
            LogPutOff(e, shard);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox shard {Shard} could not be worked off; tried again soon.")]
    private partial void LogPutOff(Exception exception, int shard);
}
