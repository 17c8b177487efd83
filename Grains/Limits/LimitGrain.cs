namespace OrleansRegistration.Limits;

/// <inheritdoc cref="ILimitGrain"/>
[GrainType("limit")]
internal sealed class LimitGrain(TimeProvider clock) : Grain, ILimitGrain
{
    private ArrivalRate _rate;

    public Task<TimeSpan> TakeAsync(RateLimit limit)
    {
        var now = clock.SteadyNow(); // in memory only, so a clock that is put back must not stop it
        (_rate, var wait) = _rate.Take(limit, now);

        // Afterwards a new activation knows as much.
        if (_rate.FullAt > now)
        {
            DelayDeactivation(_rate.FullAt - now);
        }

        return Task.FromResult(wait);
    }
}
