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
    private readonly LeaseClock leases;
    private readonly GroupCommit<OutboxRecord> record;

    public OutboxGrain(IGrainContext context, LeaseClock leases)
    {
        this.leases = leases;
        record = new(new("outbox", context), this.DeactivateOnIdle);
    }

    public async Task EnlistAsync(OutboxEntry entry)
    {
        await record.LoadAsync();
        var state = record.State ?? new();
        await record.SaveAsync(
            state with
            {
                Places = state.Places.SetItem(
                    entry.Attempt,
                    new(entry.User, entry.Kind, entry.Code, leases.End, entry.Next)
                ),
            }
        );
    }

    public async Task CommittedAsync(Guid attempt)
    {
        await record.LoadAsync();
        if (record.State?.Places.GetValueOrDefault(attempt) is { } place)
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
            record.Remember(Without(attempt));
        }
    }

    public async Task CancelAsync(Guid attempt)
    {
        await record.LoadAsync();
        if (record.State is not null)
        {
            await record.SaveAsync(Without(attempt));
        }
    }

    public async Task<int> WorkOffAsync()
    {
        await record.LoadAsync();
        foreach (
            var (attempt, place) in record.State?.Places.Where(p => leases.HasPassed(p.Value.LeaseEnd)).ToArray() ?? []
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
        await record.FlushAsync();
        return record.State?.Places.Count ?? 0;
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
        var state = record.State!;
        return state.Places.ContainsKey(attempt) ? state with { Places = state.Places.Remove(attempt) } : state;
    }
}
