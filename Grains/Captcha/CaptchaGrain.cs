using OrleansRegistration.Storage;

namespace OrleansRegistration.Captcha;

/// <inheritdoc cref="ICaptchaGrain"/>
[GrainType(GrainTypes.Captcha)]
internal sealed class CaptchaGrain : Grain, ICaptchaGrain
{
    private readonly TimeProvider _clock;
    private readonly GroupCommit<CaptchaRecord> _record;

    public CaptchaGrain(IGrainContext context, TimeProvider clock)
    {
        _clock = clock;
        _record = new(new(GrainTypes.Captcha, context), this.DeactivateOnIdle);
    }

    public async Task<bool> ConsumeAsync(ConsumedAnswer answer)
    {
        await _record.LoadAsync();
        var (granted, next) = (_record.State ?? new()).Consume(answer, _clock.GetUtcNow());
        if (granted)
        {
            await _record.SaveAsync(next); // a repeat changes nothing and waits until the first call is durable
        }

        return granted;
    }

    public async Task<bool> IsConsumedByAsync(string answer, string holder)
    {
        await _record.LoadAsync();
        if (_record.State?.IsConsumedBy(answer, holder) is not true)
        {
            return false;
        }

        await _record.DurableAsync();
        return true;
    }
}
