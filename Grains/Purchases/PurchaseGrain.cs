using Orleans.Placement;
using Orleans.Storage;
using OrleansRegistration.Leases;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Purchases;

/// <inheritdoc cref="IPurchaseGrain"/>
/// <remarks>Calls do not interleave. Nothing is remembered between calls: the row decides.</remarks>
[GrainType(GrainTypes.Purchase), PreferLocalPlacement]
internal sealed class PurchaseGrain : Grain, IPurchaseGrain
{
    /// <summary>How often a call goes on while other activations write the row.</summary>
    private const int MaxTurns = 10;

    private readonly GrainRow<PurchaseRecord> _row;
    private readonly SweepRequests _sweep;
    private int _calls; // of this activation

    public PurchaseGrain(IGrainContext context, SweepRequests sweep)
    {
        _row = new(GrainTypes.Purchase, context);
        _sweep = sweep;
    }

    private PurchaseId Id => GrainKeys.ParsePurchase(this.GetPrimaryKeyString());

    public Task<PurchaseResult> RecordAsync(PurchaseRequest request) =>
        AddAsync(request.User, request.Currency, new(Guid.NewGuid(), null, request.Amount, request.Actor));

    public Task<PurchaseResult> RefundAsync(RefundRequest request) =>
        AddAsync(request.User, request.Currency, new(Guid.NewGuid(), request.RefundId, request.Amount, request.Actor));

    public async Task<Purchase?> FindAsync() =>
        (await SettleAsync(await _row.ReadAsync())).Value is { Entries.IsEmpty: false } record
            ? new(record.User!.Value, record.Currency!, record.Entries)
            : null;

    public async Task ResumeAsync() => await SettleAsync(await _row.ReadAsync());

    private async Task<PurchaseResult> AddAsync(UserId user, string currency, PendingEntry wanted)
    {
        _calls++;
        try
        {
            var result = await TryAddAsync(user, currency, wanted);
            LeaveMemory();
            return result;
        }
        catch (Exception failure) when (Failure.IsTransient(failure))
        {
            _sweep.Request();
            if (failure is StorageUnavailableException)
            {
                return new(PurchaseOutcome.Unknown);
            }

            throw; // the caller repeats the call
        }
    }

    private async Task<PurchaseResult> TryAddAsync(UserId user, string currency, PendingEntry wanted)
    {
        var seen = await SettleAsync(await _row.ReadAsync());
        var wasPending = false;
        for (var turns = 0; turns < MaxTurns; turns++)
        {
            var record = seen.Value ?? new();
            if (record.Answer(user, currency, wanted) is { } answer)
            {
                return answer;
            }

            // An entry that was pending and is not in the record was given up: its account has ended.
            if (wasPending || (wanted.RefundId is null && !await TakesPurchasesAsync(user)))
            {
                return new(PurchaseOutcome.NoAccount);
            }

            seen = await WriteOrReadAsync(record.Begin(user, currency, wanted), seen.Version);
            wasPending = seen.Value?.Pending?.Id == wanted.Id;
            seen = await SettleAsync(seen);
        }

        throw TooManyWrites();
    }

    private Task<bool> TakesPurchasesAsync(UserId user) => GrainFactory.GetUserEffects(user).TakesPurchasesAsync();

    /// <summary>
    /// Brings the pending entry, if there is one, into the user's account, and records that it is there.
    /// </summary>
    private async Task<Stored<PurchaseRecord>> SettleAsync(Stored<PurchaseRecord> seen)
    {
        for (var turns = 0; turns < MaxTurns; turns++)
        {
            if (seen.Value is not { Pending: { } pending } record)
            {
                return seen;
            }

            var applied = await GrainFactory.GetUserEffects(record.User!.Value).ApplyAsync(Id, pending.Id);
            seen = applied.Outcome switch
            {
                EntryOutcome.Applied => await WriteOrReadAsync(record.Settle(applied.Entry!), seen.Version),
                EntryOutcome.Ended => await WriteOrReadAsync(record.GiveUp(), seen.Version),
                EntryOutcome.NotPending => await _row.ReadAsync(), // another activation has settled it
                _ => throw new StorageUnavailableException("It is unknown whether an account contains an entry."),
            };
        }

        throw TooManyWrites();
    }

    /// <summary>Writes the row if it still has a version. Otherwise reads the row.</summary>
    private async Task<Stored<PurchaseRecord>> WriteOrReadAsync(PurchaseRecord next, long version)
    {
        try
        {
            return await _row.WriteAsync(next, version);
        }
        catch (InconsistentStateException)
        {
            return await _row.ReadAsync();
        }
    }

    /// <summary>
    /// Leaves memory after a first call, because most purchases are not needed again soon. A purchase that is called
    /// again stays until it is idle: whenever a grain leaves memory, Orleans forwards all calls that wait, and only so
    /// often.
    /// </summary>
    private void LeaveMemory()
    {
        if (_calls == 1)
        {
            DeactivateOnIdle();
        }
    }

    private static StorageUnavailableException TooManyWrites() => new("Other activations keep writing a purchase.");
}
