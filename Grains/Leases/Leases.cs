using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OrleansRegistration.Leases;

/// <summary>Setting <c>Registration:LeaseSeconds</c>.</summary>
public sealed class LeaseOptions
{
    /// <summary>The longest lease, in seconds.</summary>
    public const int MaxSeconds = 3600;

    /// <summary>
    /// How long a claim is respected before its owner is asked, in seconds, default 60. It bounds waiting only: safety never rests on it.
    /// Longer than the longest wait for a password hash.
    /// </summary>
    [Range(1, MaxSeconds, ErrorMessage = "Registration:LeaseSeconds must be from 1 to 3600.")]
    public int LeaseSeconds { get; set; } = 60;
}

/// <summary>Starts leases and tells which have passed.</summary>
/// <param name="clock">What leases are measured by. Clocks of nodes may differ: leases only make waiting short.</param>
public sealed class LeaseClock(TimeProvider clock, IOptions<LeaseOptions> options)
{
    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>
    /// A time that only moves forward, as fast as time does, whatever is done to the clock. It means nothing to another process: for what is kept
    /// in memory.
    /// </summary>
    public DateTimeOffset Steady => clock.SteadyNow();

    /// <summary>The end of a lease that starts now.</summary>
    public DateTimeOffset End => Now + Longest;

    /// <summary>How long a lease is.</summary>
    public TimeSpan Longest => TimeSpan.FromSeconds(options.Value.LeaseSeconds);

    /// <summary>
    /// Whether a lease until <paramref name="end"/> has passed, or was given by a clock that was ahead (<see cref="Clocks.IsOver"/>). Then the owner
    /// is asked, which is safe at any time.
    /// </summary>
    public bool HasPassed(DateTimeOffset end) => Clocks.IsOver(end, Longest, Now);
}
