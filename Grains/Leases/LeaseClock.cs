using Microsoft.Extensions.Options;

namespace OrleansRegistration.Leases;

/// <summary>
/// Starts leases and tells which have passed. Clocks of nodes may differ: leases only keep waiting short.
/// </summary>
public sealed class LeaseClock(ServiceClock clock, IOptions<LeaseOptions> options)
{
    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now => clock.Now;

    /// <inheritdoc cref="ServiceClock.Steady"/>
    public DateTimeOffset Steady => clock.Steady;

    /// <summary>The end of a lease that starts now.</summary>
    public DateTimeOffset End => Now + Longest;

    /// <summary>The length of a lease.</summary>
    public TimeSpan Longest => TimeSpan.FromSeconds(options.Value.LeaseSeconds);

    /// <summary>
    /// Whether the lease until <paramref name="end"/> has passed, or was set by a clock that was ahead
    /// (<see cref="Clocks.IsOver"/>). The owner is asked then, which is safe at any time.
    /// </summary>
    public bool HasPassed(DateTimeOffset end) => Clocks.IsOver(end, Longest, Now);
}
