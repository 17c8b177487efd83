using OrleansRegistration.Placement;

namespace OrleansRegistration.Limits;

/// <inheritdoc cref="ILimitGrain"/>
[GrainType(GrainTypes.Limit)]
internal sealed class LimitGrain(TimeProvider clock, MemoryTrust trust) : Grain, ILimitGrain
{
    private ArrivalRate _rate;

    public Task<TimeSpan> TakeAsync(RateLimit limit)
    {
        trust.Require();
        var now = clock.SteadyNow(); // steady, because a clock that is set back must not stop the limit
        (_rate, var wait) = _rate.Take(limit, now);

        // After that time a new activation has the same state.
        if (_rate.FullAt > now)
        {
            DelayDeactivation(_rate.FullAt - now);
        }

        return Task.FromResult(wait);
    }
}
