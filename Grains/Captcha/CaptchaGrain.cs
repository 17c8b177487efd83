using OrleansRegistration.Storage;

namespace OrleansRegistration.Captcha;

/// <inheritdoc cref="ICaptchaGrain"/>
[GrainType("captcha")]
internal sealed class CaptchaGrain : Grain, ICaptchaGrain
{
    private readonly TimeProvider clock;
    private readonly GroupCommit<CaptchaRecord> record;

    public CaptchaGrain(IGrainContext context, TimeProvider clock)
    {
        this.clock = clock;
        record = new(new("captcha", context), this.DeactivateOnIdle);
    }

    public async Task<bool> UseAsync(CaptchaUse use)
    {
        await record.LoadAsync();
        var (granted, next) = (record.State ?? new()).Use(use, clock.GetUtcNow());
        if (granted)
        {
            await record.SaveAsync(next); // a repeat changes nothing, and waits until the first use is durable
        }

        return granted;
    }

    public async Task<bool> IsUsedByAsync(string answer, string holder)
    {
        await record.LoadAsync();
        if (record.State?.IsUsedBy(answer, holder) is not true)
        {
            return false;
        }

        await record.DurableAsync();
        return true;
    }
}
