namespace OrleansRegistration.Tests;

/// <summary>The real time plus what a test has moved it on by; only leases are measured by it.</summary>
public sealed class TestClock : TimeProvider
{
    private long passed;
    private long wrong;

    public override DateTimeOffset GetUtcNow() =>
        base.GetUtcNow().AddTicks(Interlocked.Read(ref passed) + Interlocked.Read(ref wrong));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (Interlocked.Read(ref passed) * (TimestampFrequency / TimeSpan.TicksPerSecond));

    /// <summary>Time passes.</summary>
    public void MoveOn(TimeSpan by) => Interlocked.Add(ref passed, by.Ticks);

    /// <summary>Somebody sets the clock, forward or back; no time passes.</summary>
    public void Jump(TimeSpan by) => Interlocked.Add(ref wrong, by.Ticks);
}
