namespace OrleansRegistration.Tests;

/// <summary>
/// The real time plus the time by which a test has moved the clock on. The silos of <see cref="RegistrationCluster"/>
/// measure only leases with it.
/// </summary>
public sealed class TestClock : TimeProvider
{
    private long _passed;
    private long _wrong;

    public override DateTimeOffset GetUtcNow() =>
        base.GetUtcNow().AddTicks(Interlocked.Read(ref _passed) + Interlocked.Read(ref _wrong));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (Interlocked.Read(ref _passed) * (TimestampFrequency / TimeSpan.TicksPerSecond));

    /// <summary>Lets time pass.</summary>
    public void MoveOn(TimeSpan by) => Interlocked.Add(ref _passed, by.Ticks);

    /// <summary>Sets the clock forward or back. No time passes.</summary>
    public void Jump(TimeSpan by) => Interlocked.Add(ref _wrong, by.Ticks);
}
