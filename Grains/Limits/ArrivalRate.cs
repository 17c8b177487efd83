namespace OrleansRegistration.Limits;

/// <summary>
/// The generic cell rate algorithm (ITU-T I.371). It equals a token bucket, but remembers only one time:
/// <paramref name="FullAt"/>, when all turns are available again.
/// </summary>
/// <remarks>
/// The limiters of System.Threading.RateLimiting take no <see cref="TimeProvider"/>, and each has a queue and a lock.
/// </remarks>
internal readonly record struct ArrivalRate(DateTimeOffset FullAt)
{
    /// <summary>Takes a turn at <paramref name="now"/>.</summary>
    /// <returns>The next state, and how long to wait; zero when a turn was taken.</returns>
    public (ArrivalRate Next, TimeSpan Wait) Take(RateLimit limit, DateTimeOffset now)
    {
        // Rounded down to a tick: turns come back at most a tick early, and there are never more than the count.
        var interval = TimeSpan.FromTicks(limit.Window.Ticks / limit.Count);
        var next = (FullAt > now ? FullAt : now) + interval;
        var wait = next - now - (interval * limit.Count);
        return wait > TimeSpan.Zero ? (this, wait) : (new(next), TimeSpan.Zero);
    }
}
