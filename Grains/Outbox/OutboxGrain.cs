using Orleans.Placement;
using OrleansRegistration.Leases;
using OrleansRegistration.Mail;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Outbox;

/// <inheritdoc cref="IOutboxGrain"/>
[GrainType("outbox"), PreferLocalPlacement]
internal sealed class OutboxGrain : Grain, IOutboxGrain
{
    private readonly LeaseClock _leases;
    private readonly GroupCommit<OutboxRecord> _record;

    public OutboxGrain(IGrainContext context, LeaseClock leases)
    {
        _leases = leases;
        _record = new(new("outbox", context), this.DeactivateOnIdle);
    }

    public async Task EnlistAsync(OutboxMessage entry)
    {
        await _record.LoadAsync();
        var state = _record.State ?? new();
        await _record.SaveAsync(
            state with
            {
                Messages = state.Messages.SetItem(
                    entry.Attempt,
                    new(entry.User, entry.Kind, entry.Code, _leases.End, entry.Next)
                ),
            }
        );
    }

    public async Task DispatchAsync(Guid attempt)
    {
        await _record.LoadAsync();
        if (_record.State?.Messages.GetValueOrDefault(attempt) is { } place)
        {
            // The place is kept until all is done, and all of it may be done again.
            await Task.WhenAll(
                place.Code is { } code ? GrainFactory.GetCode(code).SettleAsync(attempt) : Task.CompletedTask,
                place.Next switch
                {
                    OutboxEffect.ActivationMail => GrainFactory
                        .GetMail(place.User)
                        .EnqueueAsync(place.User, MailKind.Activation),
                    OutboxEffect.Activation => ActivateAsync(place.User),
                    OutboxEffect.CleanUp => GrainFactory.GetUserEffects(place.User).CleanUpAsync(),
                    _ => Task.CompletedTask,
                }
            );

            // Not worth a write of its own: a place that a crash brings back is asked for and done again, which counts nothing twice.
            _record.Remember(Without(attempt));
        }
    }

    public async Task CancelAsync(Guid attempt)
    {
        await _record.LoadAsync();
        if (_record.State is not null)
        {
            await _record.SaveAsync(Without(attempt));
        }
    }

    public async Task<int> DispatchDueAsync()
    {
        await _record.LoadAsync();
        foreach (
            var (attempt, place) in _record.State?.Messages.Where(p => _leases.HasPassed(p.Value.LeaseEnd)).ToArray()
                ?? []
        )
        {
            Claim claim =
                place.Next is OutboxEffect.CleanUp
                    ? new CleanUpClaim(attempt)
                    : new RedemptionClaim(place.Kind, attempt);
            if (await GrainFactory.GetClaimOwner(place.User).HoldsAsync(claim) is Holding.Held)
            {
                await DispatchAsync(attempt);
            }
            else
            {
                await CancelAsync(attempt);
            }
        }

        // What was taken out meanwhile is gone only once it is durable.
        await _record.FlushAsync();
        return _record.State?.Messages.Count ?? 0;
    }

    private async Task ActivateAsync(UserId user)
    {
        if (await GrainFactory.GetUserEffects(user).ActivateAsync() is ChangeOutcome.Failed or ChangeOutcome.Unknown)
        {
            throw new StorageUnavailableException("An account could not be counted as activated; tried again later.");
        }
    }

    private OutboxRecord Without(Guid attempt)
    {
        var state = _record.State!;
        return state.Messages.ContainsKey(attempt) ? state with { Messages = state.Messages.Remove(attempt) } : state;
    }
}
