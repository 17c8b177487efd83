using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OrleansRegistration.Health;

/// <summary>
/// Runs a check at most once a second; all requests meanwhile share its result. Everybody may ask for it, and refusing
/// requests beyond a limit would take a healthy node out of service. Thread-safe.
/// </summary>
internal sealed class SharedHealthCheck(Func<HealthCheckContext, Task<HealthCheckResult>> check, TimeProvider time)
    : IHealthCheck
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);

    private readonly Lock _turn = new();
    private Task<HealthCheckResult>? _latest;
    private long _begun;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        lock (_turn)
        {
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_begun) >= MaxAge))
            {
                _begun = time.GetTimestamp();
                _latest = check(context);
            }

            return _latest.WaitAsync(cancellationToken);
        }
    }
}
