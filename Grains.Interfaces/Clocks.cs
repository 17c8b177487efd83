namespace OrleansRegistration;

/// <summary>The trust in clocks, of nodes and over time (docs/adr/0017-clocks.md).</summary>
public static class Clocks
{
    /// <summary>How far the clocks of two nodes may differ. A clock that differs more is wrong.</summary>
    public static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Whether a stored end is over: it has passed, or it is further away than <paramref name="longest"/> and <see
    /// cref="MaxSkew"/> together. Only a wrong clock can have set such an end; believed, it would last until our clock
    /// reached it.
    /// </summary>
    /// <param name="longest">The longest time from now to such an end, by the clock of the node that sets it.</param>
    public static bool IsOver(DateTimeOffset end, TimeSpan longest, DateTimeOffset now) =>
        end <= now || end > now + longest + MaxSkew;

    /// <summary>A time that only moves forward, at the speed of time. It means nothing to another process.</summary>
    public static DateTimeOffset SteadyNow(this TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return DateTimeOffset.UnixEpoch + time.GetElapsedTime(0);
    }
}
