namespace OrleansRegistration;

/// <summary>The time that grains decide by. Orleans itself keeps the host's <see cref="TimeProvider"/>.</summary>
public sealed class ServiceClock(TimeProvider time)
{
    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>
    /// A time for what is kept in memory (<see cref="Clocks.SteadyNow"/>). It only moves forward, as fast as time
    /// does. It means nothing to another process.
    /// </summary>
    public DateTimeOffset Steady => time.SteadyNow();
}
