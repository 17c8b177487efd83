namespace OrleansRegistration.Tests;

/// <summary>The real time plus what a test has moved it on by; only leases are measured by it.</summary>
public sealed class TestClock : TimeProvider
{
    private long _passed;
    private long _wrong;

    public override DateTimeOffset GetUtcNow() =>
        base.GetUtcNow().AddTicks(Interlocked.Read(ref _passed) + Interlocked.Read(ref _wrong));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (Interlocked.Read(ref _passed) * (TimestampFrequency / TimeSpan.TicksPerSecond));

    /// <summary>Time passes.</summary>
    public void MoveOn(TimeSpan by) => Interlocked.Add(ref _passed, by.Ticks);

    /// <summary>Somebody sets the clock, forward or back; no time passes.</summary>
    public void Jump(TimeSpan by) => Interlocked.Add(ref _wrong, by.Ticks);
}
