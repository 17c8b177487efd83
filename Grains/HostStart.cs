using Microsoft.Extensions.Hosting;

namespace OrleansRegistration.Hosting;

/// <summary>Lets workers wait for the start of their host.</summary>
internal static class HostStart
{
    /// <summary>
    /// Waits until the host and its silo have started. A grain that is called while the silo joins may be activated
    /// twice. The first sign-ups after a start would then meet a shard whose row another activation wrote.
    /// </summary>
    public static async Task StartedAsync(this IHostApplicationLifetime host, CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = host.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }
}
