namespace OrleansRegistration.Limits;

/// <summary>
/// The generic cell rate algorithm (ITU-T I.371), the same as a token bucket with one number to remember: when all turns will be there again.
/// </summary>
/// <remarks>The limiters of System.Threading.RateLimiting know no <see cref="TimeProvider"/>, and each one carries a queue and a lock.</remarks>
internal readonly record struct ArrivalRate(DateTimeOffset FullAt)
{
    /// <summary>Takes a turn at <paramref name="now"/>.</summary>
    /// <returns>What to remember, and how long to wait; zero when the turn was taken.</returns>
    public (ArrivalRate Next, TimeSpan Wait) Take(RateLimit limit, DateTimeOffset now)
    {
        // Rounded down to a tick: turns come back sooner by less than that, and never more of them than the count are there.
        var interval = TimeSpan.FromTicks(limit.Window.Ticks / limit.Count);
        var next = (FullAt > now ? FullAt : now) + interval;
        var wait = next - now - (interval * limit.Count);
        return wait > TimeSpan.Zero ? (this, wait) : (new(next), TimeSpan.Zero);
    }
}
