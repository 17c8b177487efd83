using Microsoft.Extensions.Options;

namespace OrleansRegistration.Leases;

/// <summary>Starts leases and tells which have passed. Clocks of nodes may differ: leases only make waiting short.</summary>
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
    /// Whether a lease until <paramref name="end"/> has passed, or was given by a clock that was ahead
    /// (<see cref="Clocks.IsOver"/>). Then the owner is asked, which is safe at any time.
    /// </summary>
    public bool HasPassed(DateTimeOffset end) => Clocks.IsOver(end, Longest, Now);
}
