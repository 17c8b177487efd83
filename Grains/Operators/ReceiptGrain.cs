using OrleansRegistration.Storage;

namespace OrleansRegistration.Operators;

/// <inheritdoc cref="IReceiptGrain"/>
[GrainType(GrainTypes.Receipt)]
internal sealed class ReceiptGrain : Grain, IReceiptGrain
{
    private readonly ServiceClock _clock;
    private readonly GroupCommit<ReceiptRecord> _record;

    public ReceiptGrain(IGrainContext context, ServiceClock clock)
    {
        _clock = clock;
        _record = new(new(GrainTypes.Receipt, context), this.DeactivateOnIdle);
    }

    public async Task<bool> MatchesAsync(string fingerprint)
    {
        await _record.LoadAsync();
        await _record.SaveAsync(_record.State ?? new(fingerprint, _clock.Now));
        return _record.State?.Fingerprint == fingerprint;
    }
}
