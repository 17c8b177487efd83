namespace OrleansRegistration.Limits;

/// <inheritdoc cref="ILimitGrain"/>
[GrainType("limit")]
internal sealed class LimitGrain(TimeProvider clock) : Grain, ILimitGrain
{
    private ArrivalRate rate;

    public Task<TimeSpan> TakeAsync(RateLimit limit)
    {
        var now = clock.SteadyNow(); // in memory only, so a clock that is put back must not stop it
        (rate, var wait) = rate.Take(limit, now);

        // Afterwards a new activation knows as much.
        if (rate.FullAt > now)
        {
            DelayDeactivation(rate.FullAt - now);
        }

        return Task.FromResult(wait);
    }
}
