using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Placement;
using Orleans.Storage;
using OrleansRegistration.Invitees;
using OrleansRegistration.Leases;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <inheritdoc cref="IInvitationCodeGrain"/>
[GrainType(GrainTypes.Code), PreferLocalPlacement]
internal sealed partial class InvitationCodeGrain : Grain, IInvitationCodeGrain
{
    private const int AskedAtOnce = 64;

    // Fewer redemptions stay in the code's own row. So a code with few invitees has no page, and a code with many
    // writes a page only now and then.
    private const int ListedAtOnce = 16;

    // How long settled redemptions wait for a write that takes them along.
    private static readonly TimeSpan SettledFor = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(1);

    private readonly LeaseClock _leases;
    private readonly GroupCommit<InvitationCodeRecord> _record;
    private readonly ILogger _logger;
    private readonly RedemptionMetrics _metrics;
    private IGrainTimer? _flushing;
    private bool _isFlushDue;
    private Task? _asking;
    private Task? _listing;

    public InvitationCodeGrain(
        IGrainContext context,
        LeaseClock leases,
        RedemptionMetrics metrics,
        ILogger<InvitationCodeGrain> logger
    )
    {
        _logger = logger;
        _metrics = metrics;
        _leases = leases;
        _record = new(new(GrainTypes.Code, context), this.DeactivateOnIdle);
        metrics.Add(this, () => _record.State?.Pending.Count ?? 0);
    }

    private InvitationCode Code => GrainKeys.ParseCode(this.GetPrimaryKeyString());

    private bool HasRedemptionsPastLease =>
        _record.State?.Pending.Values.Any(p => _leases.HasPassed(p.LeaseEnd)) is true;

    // The next activation should read what this one has counted, but it must not wait long for a silent storage.
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _metrics.Remove(this);
        return Task.WhenAny(FlushSettledAsync(), Task.Delay(LongestFlush, cancellationToken));
    }

    public async Task WithdrawAsync(Guid attempt)
    {
        await _record.LoadAsync();
        if (_record.State is { OwnerCommitted: false } issued && issued.Attempt == attempt)
        {
            await _record.DeleteAsync();
        }

        DeactivateOnIdle();
    }

    public async Task ReleaseAsync(UserId owner)
    {
        await _record.LoadAsync();
        if (
            _record.State is { } seen
            && seen.Owner == owner
            && await IsFreeAsync(seen)
            && ReferenceEquals(_record.State, seen)
        )
        {
            await _record.DeleteAsync();
        }

        DeactivateOnIdle();
    }

    public Task<RedeemOutcome> RedeemAsync(RedeemRequest request) => RedeemAsync(request, []);

    public async Task<RedeemOutcome> RedeemAsync(RedeemRequest request, ImmutableArray<Guid> settled)
    {
        await SettleAsync(settled);
        if (!await IsNamedByOwnerAsync())
        {
            return RedeemOutcome.Invalid;
        }

        var (outcome, next) = _record.State!.Redeem(request, _leases.Now, _leases.End);
        if (outcome is RedeemOutcome.Exhausted) // pending redemptions past their lease may be free
        {
            await AskAsync();
            (outcome, next) = _record.State!.Redeem(request, _leases.Now, _leases.End);
        }

        if (outcome == RedeemOutcome.Granted)
        {
            await _record.SaveAsync(next);
            AskAsync().Ignore();
        }

        return outcome;
    }

    public Task SettleAsync(Guid attempt) => SettleAsync([attempt]);

    public async Task SettleAsync(ImmutableArray<Guid> attempts)
    {
        await _record.LoadAsync();
        if (
            _record.State is { } state
            && attempts.Aggregate(state, (record, attempt) => record.Settle(attempt)) is var settled
            && !ReferenceEquals(settled, state)
        )
        {
            // No write of its own. After a crash the redemption is pending, and its user is asked
            // (docs/protocol.md#rule-13).
            _record.Remember(settled);
            ListWhenFull();
            FlushSoon();
        }
    }

    public async Task<int> AskDueAsync()
    {
        await _record.LoadAsync();
        await AskAsync();
        return _record.State?.Pending.Values.Count(p => _leases.HasPassed(p.LeaseEnd)) ?? 0;
    }

    public Task CancelAsync(Guid attempt) => ChangeAsync(r => r.Cancel(attempt));

    public Task RetireAsync() => ChangeAsync(r => r.Retire());

    public async Task<long> RetireCountedAsync()
    {
        await RetireAsync();
        await AskDueAsync();
        await _record.DurableAsync();
        return _record.State?.Used ?? 0;
    }

    public async Task<CodeInvitees> GetInviteesAsync(long after, int limit)
    {
        await _record.LoadAsync();
        await _record.FlushAsync();
        if (_record.State is not { FirstListed: { } first } state || after >= state.Registered)
        {
            return new([], after, HasMore: false);
        }

        var from = Math.Max(after + 1, first);
        var last = Math.Min(from + limit - 1, state.Registered);
        var pages = new List<Task<ImmutableArray<CountedRedemption>>>();
        for (var page = InviteeIndex.PageOf(from); page <= InviteeIndex.PageOf(last); page++)
        {
            pages.Add(GrainFactory.GetInvitees(Code, (page * InviteeIndex.PageSize) + 1).GetAsync());
        }

        // A redemption that is on its page and still in this row is the same one.
        var redemptions = (await Task.WhenAll(pages))
            .SelectMany(page => page)
            .Concat(state.Unlisted ?? [])
            .Where(redemption => redemption.Ordinal >= from && redemption.Ordinal <= last)
            .DistinctBy(redemption => redemption.Ordinal)
            .OrderBy(redemption => redemption.Ordinal);
        return new([.. redemptions], last, last < state.Registered);
    }

    public async Task<InvitationStatus> GetStatusAsync()
    {
        await _record.LoadAsync();
        if (_record.State is { Retired: true })
        {
            return new(RedeemOutcome.Disabled, null, null, null);
        }

        var nickname = await OwnerNicknameAsync();
        if (nickname is null && _record.State is not { IsHouse: true })
        {
            return new(RedeemOutcome.Invalid, null, null, null);
        }

        await AskAsync();
        var state = _record.State!;
        var remaining = state.Remaining is { } left ? Math.Max(0, left) : (long?)null;
        return new(state.Usable(_leases.Now), nickname, remaining, state.ExpiresAt, state.Issued?.EmailDomain);
    }

    public async Task<InvitationCounts> GetCountsAsync()
    {
        await _record.LoadAsync();
        AskAsync().Ignore();
        await _record.FlushAsync(); // a count that was told never goes down
        return _record.State is { } state ? new(state.Registered, state.Activated, state.Pending.Count) : new(0, 0, 0);
    }

    public async Task<UserId?> FindOwnerAsync()
    {
        await _record.LoadAsync();
        return _record.State is { } state && state.Owner.Value != Guid.Empty ? state.Owner : null;
    }

    private async Task ChangeAsync(Func<InvitationCodeRecord, InvitationCodeRecord> change)
    {
        await _record.LoadAsync();
        if (_record.State is { } state)
        {
            await _record.SaveAsync(change(state));
            ListWhenFull();
        }
    }

    private void FlushSoon()
    {
        if (!_isFlushDue)
        {
            _isFlushDue = true;
            _flushing ??= this.RegisterGrainTimer(
                FlushSettledAsync,
                new()
                {
                    DueTime = Timeout.InfiniteTimeSpan,
                    Period = Timeout.InfiniteTimeSpan,
                    Interleave = true,
                }
            );
            _flushing.Change(SettledFor, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task FlushSettledAsync()
    {
        _isFlushDue = false;
        try
        {
            await _record.FlushAsync();
        }
        catch (Exception e) when (e is InconsistentStateException or StorageUnavailableException)
        {
            // The users of what is pending in the row are asked.
        }
    }

    private void ListWhenFull()
    {
        if (_record.State is { Unlisted.Length: >= ListedAtOnce })
        {
            ListAsync().Ignore();
        }
    }

    /// <summary>Moves counted redemptions to their pages. A failure is repaired after the next redemption.</summary>
    private Task ListAsync() => _listing ??= ListAllAsync();

    private async Task ListAllAsync()
    {
        await Task.Yield(); // so that _listing is set before it is cleared
        try
        {
            var redemptions = _record.State?.Unlisted ?? [];
            await _record.FlushAsync(); // until then a failed write may give an ordinal to another redemption
            await Task.WhenAll(
                redemptions
                    .GroupBy(redemption => InviteeIndex.PageOf(redemption.Ordinal))
                    .Select(page => GrainFactory.GetInvitees(Code, page.First().Ordinal).AddAsync([.. page]))
            );
            if (_record.State is { } state)
            {
                _record.Remember(state.Listed(redemptions)); // no write of its own: a repeat changes nothing
            }
        }
        finally
        {
            _listing = null;
        }
    }

    /// <summary>
    /// Whether the owner's committed record names the code, without which it cannot be redeemed
    /// (docs/protocol.md#rule-15). Looks at the record without a write, also during the lease, so a stranger's guess
    /// cannot write the tombstone of the owner's sign-up (docs/adr/0003-an-own-code-is-looked-at.md). A "yes" is
    /// final.
    /// </summary>
    private async Task<bool> IsNamedByOwnerAsync()
    {
        if (
            _record.State is { OwnerCommitted: false }
            && await GrainFactory.GetClaimOwner(_record.State.Owner).ConfirmsAsync(new OwnCodeClaim(Code))
            && _record.State is { } state
        )
        {
            _record.Remember(state with { OwnerCommitted = true });
        }

        return _record.State is { OwnerCommitted: true };
    }

    private async Task<string?> OwnerNicknameAsync() =>
        _record.State is { IsHouse: false } state
            ? await GrainFactory.GetClaimOwner(state.Owner).FindNicknameAsync(new OwnCodeClaim(Code))
            : null;

    private async Task<bool> IsFreeAsync(InvitationCodeRecord seen) =>
        !seen.OwnerCommitted
        && _leases.HasPassed(seen.LeaseEnd)
        && await GrainFactory.GetClaimOwner(seen.Owner).HoldsAsync(new OwnCodeClaim(Code)) is Holding.Free;

    /// <summary>
    /// Asks the users of all redemptions past their lease, and counts or cancels each (docs/protocol.md#rule-13). All
    /// callers share one run.
    /// </summary>
    private Task AskAsync() => _asking ?? (HasRedemptionsPastLease ? _asking = AskAllAsync() : Task.CompletedTask);

    private async Task AskAllAsync()
    {
        await Task.Yield(); // so that _asking is set before it is cleared
        try
        {
            foreach (
                var batch in _record.State!.Pending.Where(p => _leases.HasPassed(p.Value.LeaseEnd)).Chunk(AskedAtOnce)
            )
            {
                await Task.WhenAll(batch.Select(p => AskAsync(p.Key, p.Value)));
            }
        }
        finally
        {
            _asking = null;
        }
    }

    private async Task AskAsync(Guid attempt, PendingRedemption redemption)
    {
        Holding holding;
        try
        {
            holding = await GrainFactory
                .GetClaimOwner(redemption.User)
                .HoldsAsync(new RedemptionClaim(redemption.Kind, attempt));
        }
        catch (Exception e) when (Failure.IsTransient(e))
        {
            LogNotAsked(e);
            return;
        }

        await ChangeAsync(r => holding is Holding.Held ? r.Settle(attempt) : r.Cancel(attempt));
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Failed to ask a user about a pending redemption; it stays pending."
    )]
    private partial void LogNotAsked(Exception exception);
}
