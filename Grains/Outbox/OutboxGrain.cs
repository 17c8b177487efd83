using Orleans.Placement;
using OrleansRegistration.Leases;
using OrleansRegistration.Mail;
using OrleansRegistration.Reservations;
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

    public async Task EnlistAsync(OutboxEntry entry)
    {
        await _record.LoadAsync();
        var state = _record.State ?? new();
        await _record.SaveAsync(
            state with
            {
                Places = state.Places.SetItem(
                    entry.Attempt,
                    new(entry.User, entry.Kind, entry.Code, _leases.End, entry.Next)
                ),
            }
        );
    }

    public async Task CommittedAsync(Guid attempt)
    {
        await _record.LoadAsync();
        if (_record.State?.Places.GetValueOrDefault(attempt) is { } place)
        {
            // The place is kept until all is done, and all of it may be done again.
            await Task.WhenAll(
                place.Code is { } code ? GrainFactory.GetCode(code).SettleAsync(attempt) : Task.CompletedTask,
                place.Next switch
                {
                    FollowUp.ActivationMail => GrainFactory
                        .GetMail(place.User)
                        .EnqueueAsync(place.User, MailKind.Activation),
                    FollowUp.Activation => ActivateAsync(place.User),
                    FollowUp.Change => GrainFactory.GetUser(place.User).FinishChangeAsync(),
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

    public async Task<int> WorkOffAsync()
    {
        await _record.LoadAsync();
        foreach (
            var (attempt, place) in _record.State?.Places.Where(p => _leases.HasPassed(p.Value.LeaseEnd)).ToArray()
                ?? []
        )
        {
            if (
                await GrainFactory
                    .GetUser(place.User)
                    .HoldsAsync(
                        place.Next is FollowUp.Change ? new ChangeClaim(attempt) : new UseClaim(place.Kind, attempt)
                    )
            )
            {
                await CommittedAsync(attempt);
            }
            else
            {
                await CancelAsync(attempt);
            }
        }

        // What was taken out meanwhile is gone only once it is durable.
        await _record.FlushAsync();
        return _record.State?.Places.Count ?? 0;
    }

    private async Task ActivateAsync(UserId user)
    {
        if (await GrainFactory.GetUser(user).ActivateAsync() is AccountChange.Failed or AccountChange.Unknown)
        {
            throw new StorageUnavailableException("An account could not be counted as activated; tried again later.");
        }
    }

    private OutboxRecord Without(Guid attempt)
    {
        var state = _record.State!;
        return state.Places.ContainsKey(attempt) ? state with { Places = state.Places.Remove(attempt) } : state;
    }
}
