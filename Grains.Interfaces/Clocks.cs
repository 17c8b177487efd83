namespace OrleansRegistration;

/// <summary>How clocks are trusted: no further than this (docs/adr/0017).</summary>
public static class Clocks
{
    /// <summary>How far the clocks of two nodes may differ before one of them counts as wrong.</summary>
    public static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Whether a stored end is over: it has passed, or it is further away than <paramref name="longest"/> and <see cref="MaxSkew"/>. No clock that
    /// agrees with ours gave the latter; believed, it would stand still until our clock gets there.
    /// </summary>
    /// <param name="longest">How far ahead of its own clock a node sets such an end at most.</param>
    public static bool IsOver(DateTimeOffset end, TimeSpan longest, DateTimeOffset now) =>
        end <= now || end > now + longest + MaxSkew;

    /// <summary>A time that only moves forward, as fast as time does, and that means nothing to another process.</summary>
    public static DateTimeOffset SteadyNow(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return DateTimeOffset.UnixEpoch + time.GetElapsedTime(0);
    }
}
