namespace OrleansRegistration;

/// <summary>The time by which grains decide. Orleans itself uses the host's <see cref="TimeProvider"/>.</summary>
public sealed class ServiceClock(TimeProvider time)
{
    /// <summary>Now, UTC.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>
    /// The steady time (<see cref="Clocks.SteadyNow"/>), for values that are only kept in memory. It means nothing to
    /// another process.
    /// </summary>
    public DateTimeOffset Steady => time.SteadyNow();
}
