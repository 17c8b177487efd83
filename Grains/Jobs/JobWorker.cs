using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansRegistration.Outbox;

namespace OrleansRegistration.Jobs;

/// <summary>Lets jobs go on that a crash, a failure or a lost node interrupted.</summary>
internal sealed class JobWorker(
    IGrainFactory grains,
    IHostApplicationLifetime host,
    TimeProvider time,
    ILogger<JobWorker> logger
) : ShardWorker(shards: 1, TimeSpan.FromSeconds(5), host, time, logger)
{
    protected override Task WakeAsync(int shard) => grains.GetJobs().ResumeAsync();
}
