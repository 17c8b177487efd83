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
[GrainType("code"), PreferLocalPlacement]
internal sealed partial class InvitationCodeGrain : Grain, IInvitationCodeGrain
{
    private const int AskedAtOnce = 64;

    // Until then they wait in the code's own row, so that a code of few accounts has no page, and one of many writes a page now and then.
    private const int ListedAtOnce = 16;

    private readonly LeaseClock _leases;
    private readonly GroupCommit<InvitationCodeRecord> _record;
    private readonly ILogger _logger;
    private Task? _asking;
    private Task? _listing;

    public InvitationCodeGrain(IGrainContext context, LeaseClock leases, ILogger<InvitationCodeGrain> logger)
    {
        _logger = logger;
        _leases = leases;
        _record = new(new("code", context), this.DeactivateOnIdle);
    }

    private InvitationCode Code => InvitationCode.Parse(this.GetPrimaryKeyString()["code/".Length..]);

    public async Task<bool> IssueAsync(UserId owner, Guid attempt)
    {
        var issued = new InvitationCodeRecord
        {
            Owner = owner,
            Attempt = attempt,
            LeaseEnd = _leases.End,
        };
        if (_record.TryAssumeAbsent())
        {
            try
            {
                await _record.SaveAsync(issued);
                DeactivateOnIdle(); // nobody knows the code yet
                return true;
            }
            catch (InconsistentStateException)
            {
                return false;
            }
        }

        await _record.LoadAsync();
        var seen = _record.State;
        if (seen is not null && !await IsFreeAsync(seen))
        {
            return false;
        }

        // Somebody else took it while its owner was asked.
        if (!ReferenceEquals(_record.State, seen))
        {
            return false;
        }

        await _record.SaveAsync(issued);
        return true;
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

    public async Task ForgetAsync(UserId owner)
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

    public async Task<RedeemOutcome> RedeemAsync(RedeemRequest request)
    {
        await _record.LoadAsync();
        if (!await IsNamedByOwnerAsync())
        {
            if (_record.State is null)
            {
                DeactivateOnIdle(); // there is no such code, so a burst of guesses leaves nothing in memory
            }

            return RedeemOutcome.Invalid;
        }

        var (outcome, next) = _record.State!.Redeem(request, _leases.Now, _leases.End);
        if (outcome is RedeemOutcome.Exhausted) // before "used up" is said
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

    public Task SettleAsync(Guid attempt) => ChangeAsync(r => r.Settle(attempt));

    public Task CancelAsync(Guid attempt) => ChangeAsync(r => r.Drop(attempt));

    public async Task<bool> SetTermsAsync(InvitationTerms terms)
    {
        await _record.LoadAsync();
        if (_record.State is null)
        {
            return false;
        }

        await ChangeAsync(r => r with { Disabled = !terms.Enabled, Limit = terms.Limit, ExpiresAt = terms.ExpiresAt });
        return true;
    }

    public Task RetireAsync() => ChangeAsync(r => r.Retire());

    public async Task<CodeInvitees> GetInviteesAsync(long after, int limit)
    {
        await _record.LoadAsync();
        await _record.DurableAsync();
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

        // What is on its page by now and also here is the same.
        var uses = (await Task.WhenAll(pages))
            .SelectMany(page => page)
            .Concat(state.Unlisted ?? [])
            .Where(use => use.Ordinal >= from && use.Ordinal <= last)
            .DistinctBy(use => use.Ordinal)
            .OrderBy(use => use.Ordinal);
        return new([.. uses], last, last < state.Registered);
    }

    public async Task<InvitationStatus> GetStatusAsync()
    {
        await _record.LoadAsync();
        if (_record.State is { Retired: true })
        {
            return new(RedeemOutcome.Disabled, null, null, null);
        }

        if (await OwnerNicknameAsync() is not { } nickname)
        {
            return new(RedeemOutcome.Invalid, null, null, null);
        }

        await AskAsync();
        var state = _record.State!;
        return new(state.Usable(_leases.Now), nickname, state.Remaining, state.ExpiresAt);
    }

    public async Task<InvitationCounts> GetCountsAsync()
    {
        await _record.LoadAsync();
        AskAsync().Ignore();
        return _record.State is { } state ? new(state.Registered, state.Activated, state.Pending.Count) : new(0, 0, 0);
    }

    private async Task ChangeAsync(Func<InvitationCodeRecord, InvitationCodeRecord> change)
    {
        await _record.LoadAsync();
        if (_record.State is { } state)
        {
            await _record.SaveAsync(change(state));
            if (_record.State is { Unlisted.Length: >= ListedAtOnce })
            {
                ListAsync().Ignore();
            }
        }
    }

    /// <summary>Puts what was counted on pages. What fails is tried again after the next use.</summary>
    private Task ListAsync() => _listing ??= ListAllAsync();

    private async Task ListAllAsync()
    {
        await Task.Yield(); // so that listing is set before it is cleared
        try
        {
            var uses = _record.State?.Unlisted ?? [];
            await _record.DurableAsync(); // before, a place in the order may yet become another's
            await Task.WhenAll(
                uses.GroupBy(use => InviteeIndex.PageOf(use.Ordinal))
                    .Select(page => GrainFactory.GetInvitees(Code, page.First().Ordinal).AddAsync([.. page]))
            );
            if (_record.State is { } state)
            {
                _record.Remember(state.Listed(uses)); // not worth a write: a repeat changes nothing
            }
        }
        finally
        {
            _listing = null;
        }
    }

    /// <summary>
    /// Rule 15: usable only when the owner's committed record names the code. Looks at that record without a write, in the lease too, so a
    /// stranger's guess cannot tombstone the owner's sign-up (docs/adr/0003). Once seen it is true for ever.
    /// </summary>
    private async Task<bool> IsNamedByOwnerAsync()
    {
        if (
            _record.State is { OwnerCommitted: false }
            && await OwnerNicknameAsync() is not null
            && _record.State is { } state
        )
        {
            _record.Remember(state with { OwnerCommitted = true });
        }

        return _record.State is { OwnerCommitted: true };
    }

    private async Task<string?> OwnerNicknameAsync() =>
        _record.State is { } state
            ? await GrainFactory.GetClaimOwner(state.Owner).FindNicknameAsync(new OwnCodeClaim(Code))
            : null;

    private bool HasUsesPastLease => _record.State?.Pending.Values.Any(p => _leases.HasPassed(p.LeaseEnd)) is true;

    private async Task<bool> IsFreeAsync(InvitationCodeRecord seen) =>
        !seen.OwnerCommitted
        && _leases.HasPassed(seen.LeaseEnd)
        && await GrainFactory.GetClaimOwner(seen.Owner).HoldsAsync(new OwnCodeClaim(Code)) is Holding.Free;

    /// <summary>Asks the users of all uses past their lease, and counts or drops those (rule 13). Shared by all callers.</summary>
    private Task AskAsync() => _asking ?? (HasUsesPastLease ? _asking = AskAllAsync() : Task.CompletedTask);

    private async Task AskAllAsync()
    {
        await Task.Yield(); // so that asking is set before it is cleared
        try
        {
            foreach (
                var some in _record.State!.Pending.Where(p => _leases.HasPassed(p.Value.LeaseEnd)).Chunk(AskedAtOnce)
            )
            {
                await Task.WhenAll(some.Select(p => AskAsync(p.Key, p.Value)));
            }
        }
        finally
        {
            _asking = null;
        }
    }

    private async Task AskAsync(Guid attempt, PendingRedemption use)
    {
        Holding holding;
        try
        {
            holding = await GrainFactory.GetClaimOwner(use.User).HoldsAsync(new RedemptionClaim(use.Kind, attempt));
        }
        catch (Exception e) when (Failure.IsTransient(e))
        {
            LogNotAsked(e);
            return;
        }

        await ChangeAsync(r => holding is Holding.Held ? r.Settle(attempt) : r.Drop(attempt));
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A user could not be asked about a pending use; it stays pending."
    )]
    private partial void LogNotAsked(Exception exception);
}
