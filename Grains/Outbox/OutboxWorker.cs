using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansRegistration.Outbox;

/// <summary>Works off the outbox.</summary>
internal sealed class OutboxWorker(
    IGrainFactory grains,
    IHostApplicationLifetime host,
    TimeProvider time,
    ILogger<OutboxWorker> logger
) : ShardWorker(OutboxShards.Count, TimeSpan.FromSeconds(10), host, time, logger)
{
    protected override Task WakeAsync(int shard) => grains.GetOutbox(shard).DispatchDueAsync();
}
