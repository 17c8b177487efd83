using Microsoft.Extensions.Hosting;

namespace OrleansRegistration.Outbox;

/// <summary>When workers may call grains.</summary>
internal static class SiloStart
{
    /// <summary>
    /// Waits until the host has started, its silo included. A grain that is called while the silo joins may be activated twice, and the first
    /// sign-ups after a start would meet a shard whose row another activation wrote.
    /// </summary>
    public static async Task StartedAsync(this IHostApplicationLifetime host, CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = host.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }
}
