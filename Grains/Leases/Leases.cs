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
    [Range(1, MaxSeconds)]
    public int LeaseSeconds { get; set; } = 60;
}

/// <summary>Starts leases and tells which have passed.</summary>
/// <param name="clock">What leases are measured by. Clocks of nodes may differ: leases only make waiting short.</param>
public sealed class LeaseClock(TimeProvider clock, IOptions<LeaseOptions> options)
{
    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The end of a lease that starts now.</summary>
    public DateTimeOffset End => Now.AddSeconds(options.Value.LeaseSeconds);

    /// <summary>Whether a lease until <paramref name="end"/> has passed.</summary>
    public bool HasPassed(DateTimeOffset end) => end <= Now;
}
