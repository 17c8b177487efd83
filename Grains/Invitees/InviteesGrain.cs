using System.Collections.Immutable;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Invitees;

/// <inheritdoc cref="IInviteesGrain"/>
[GrainType(GrainTypes.Invitees)]
internal sealed class InviteesGrain : Grain, IInviteesGrain
{
    private readonly GroupCommit<InviteesRecord> _record;

    public InviteesGrain(IGrainContext context) =>
        _record = new(new(GrainTypes.Invitees, context), this.DeactivateOnIdle);

    public async Task AddAsync(ImmutableArray<CountedRedemption> redemptions)
    {
        await _record.LoadAsync();
        var state = _record.State ?? new();
        var next = state.Add(redemptions);
        await (ReferenceEquals(next, state) ? _record.DurableAsync() : _record.SaveAsync(next));
    }

    public async Task<ImmutableArray<CountedRedemption>> GetAsync()
    {
        await _record.LoadAsync();
        return _record.State?.Redemptions ?? [];
    }
}
