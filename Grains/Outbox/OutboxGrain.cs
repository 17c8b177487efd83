using Orleans.Placement;
using OrleansRegistration.Leases;
using OrleansRegistration.Mail;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Outbox;

/// <inheritdoc cref="IOutboxGrain"/>
[GrainType(GrainTypes.Outbox), PreferLocalPlacement]
internal sealed class OutboxGrain : Grain, IOutboxGrain
{
    private readonly LeaseClock _leases;
    private readonly GroupCommit<OutboxRecord> _record;
    private readonly OutboxMetrics _metrics;
    private readonly string _shard;

    public OutboxGrain(IGrainContext context, LeaseClock leases, OutboxMetrics metrics)
    {
        _metrics = metrics;
        _shard = context.GrainId.Key.ToString()!;
        _leases = leases;
        _record = new(new(GrainTypes.Outbox, context), this.DeactivateOnIdle);
    }

    public async Task EnlistAsync(OutboxMessage message)
    {
        await _record.LoadAsync();
        var state = _record.State ?? new();
        await _record.SaveAsync(
            state with
            {
                Messages = state.Messages.SetItem(
                    message.Attempt,
                    new(message.User, message.Kind, message.Code, _leases.End, message.Next)
                ),
            }
        );
    }

    public async Task DispatchAsync(Guid attempt)
    {
        await _record.LoadAsync();
        if (_record.State?.Messages.GetValueOrDefault(attempt) is { } message)
        {
            // The message stays until all effects are done. Every effect is idempotent. Only messages of older versions
            // name a code.
            await (message.Code is { } code ? GrainFactory.GetCode(code).SettleAsync(attempt) : Task.CompletedTask);
            await FollowAsync(message);
            Remove(attempt);
        }
    }

    public Task MailDoneAsync(Guid attempt)
    {
        Remove(attempt);
        return Task.CompletedTask;
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
            var (attempt, message) in _record.State?.Messages.Where(p => _leases.HasPassed(p.Value.LeaseEnd)).ToArray()
                ?? []
        )
        {
            Claim claim =
                message.Next is OutboxEffect.CleanUp
                    ? new CleanUpClaim(attempt)
                    : new RedemptionClaim(message.Kind, attempt);
            if (await GrainFactory.GetClaimOwner(message.User).HoldsAsync(claim) is Holding.Held)
            {
                await DispatchAsync(attempt);
            }
            else
            {
                await CancelAsync(attempt);
            }
        }

        // Removals that were only remembered become durable here.
        await _record.FlushAsync();
        Tell();
        return _record.State?.Messages.Count ?? 0;
    }

    private void Tell()
    {
        if (_metrics.IsRead)
        {
            var messages = _record.State?.Messages.Values ?? [];
            _metrics.Tell(
                _shard,
                messages.Count(),
                messages.Min(message => (DateTimeOffset?)message.LeaseEnd) - _leases.Longest
            );
        }
    }

    private Task FollowAsync(PendingMessage message) =>
        message.Next switch
        {
            OutboxEffect.ActivationMail => GrainFactory
                .GetMail(message.User)
                .EnqueueAsync(message.User, MailKind.Activation),
            OutboxEffect.Activation => ActivateAsync(message.User),
            OutboxEffect.CleanUp => GrainFactory.GetUserEffects(message.User).CleanUpAsync(),
            _ => Task.CompletedTask,
        };

    private async Task ActivateAsync(UserId user)
    {
        if (await GrainFactory.GetUserEffects(user).ActivateAsync() is ChangeOutcome.Failed or ChangeOutcome.Unknown)
        {
            throw new StorageUnavailableException("Failed to activate an account; the outbox retries.");
        }
    }

    // No write of its own: a message that a crash brings back is dispatched again, which counts nothing twice.
    private void Remove(Guid attempt)
    {
        if (_record.State is not null)
        {
            _record.Remember(Without(attempt));
        }
    }

    private OutboxRecord Without(Guid attempt)
    {
        var state = _record.State!;
        return state.Messages.ContainsKey(attempt) ? state with { Messages = state.Messages.Remove(attempt) } : state;
    }
}
