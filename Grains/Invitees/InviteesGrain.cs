using System.Collections.Immutable;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Invitees;

/// <inheritdoc cref="IInviteesGrain"/>
[GrainType("invitees")]
internal sealed class InviteesGrain : Grain, IInviteesGrain
{
    private readonly GroupCommit<InviteesRecord> record;

    public InviteesGrain(IGrainContext context) => record = new(new("invitees", context), this.DeactivateOnIdle);

    public async Task AddAsync(ImmutableArray<CountedUse> uses)
    {
        await record.LoadAsync();
        var state = record.State ?? new();
        var next = state.Add(uses);
        await (ReferenceEquals(next, state) ? record.DurableAsync() : record.SaveAsync(next));
    }

    public async Task<ImmutableArray<CountedUse>> GetAsync()
    {
        await record.LoadAsync();
        return record.State?.Uses ?? [];
    }
}
