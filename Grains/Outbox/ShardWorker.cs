using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Outbox;

/// <summary>
/// Wakes every shard of a kind of grain when the silo has started and every few seconds after that. So work that a
/// crash left behind is finished without a caller. Reminders would need a storage of their own
/// (docs/evidence.md#trap-10).
/// </summary>
internal abstract partial class ShardWorker(
    int shards,
    TimeSpan period,
    IHostApplicationLifetime host,
    TimeProvider time,
    ILogger logger
) : BackgroundService
{
    protected abstract Task WakeAsync(int shard);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await host.StartedAsync(stoppingToken);
        using var timer = new PeriodicTimer(period, time);
        do
        {
            await Task.WhenAll(Enumerable.Range(0, shards).Select(TryWakeAsync));
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryWakeAsync(int shard)
    {
        try
        {
            await WakeAsync(shard);
        }
#pragma warning disable CA1031 // After any failure the shard is woken again, and the host goes on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotWoken(e, shard);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to wake shard {Shard}; retrying.")]
    private partial void LogNotWoken(Exception exception, int shard);
}
