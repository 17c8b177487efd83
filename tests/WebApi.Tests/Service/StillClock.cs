namespace OrleansRegistration.Tests;

/// <summary>A clock that stands still until a test moves it on.</summary>
public sealed class StillClock : TimeProvider
{
    private long _now = System.GetUtcNow().UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _now), TimeSpan.Zero);

    public void MoveOn(TimeSpan by) => Interlocked.Add(ref _now, by.Ticks);
}
