namespace OrleansRegistration.Tests;

/// <summary>The real time plus what a test has moved it on by; only leases are measured by it.</summary>
public sealed class TestClock : TimeProvider
{
    private long ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

    public void MoveOn(TimeSpan by) => Interlocked.Add(ref ahead, by.Ticks);
}
