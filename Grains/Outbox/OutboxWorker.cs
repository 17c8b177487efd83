using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansRegistration.Outbox;

/// <summary>Dispatches the outbox messages that are due.</summary>
internal sealed class OutboxWorker(
    IGrainFactory grains,
    IHostApplicationLifetime host,
    TimeProvider time,
    ILogger<OutboxWorker> logger
) : ShardWorker(OutboxShards.Count, TimeSpan.FromSeconds(10), host, time, logger)
{
    protected override Task WakeAsync(int shard) => grains.GetOutbox(shard).DispatchDueAsync();
}
