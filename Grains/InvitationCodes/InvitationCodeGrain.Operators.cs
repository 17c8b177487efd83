using OrleansRegistration.Audit;
using OrleansRegistration.Storage;

namespace OrleansRegistration.InvitationCodes;

/// <summary>What operators do with a code, and what its owner's record says of it.</summary>
internal sealed partial class InvitationCodeGrain
{
    // An own code that an operator issues is not withdrawn when its attempt fails: a repeat may have been granted the
    // row. Its owner's binding "no" makes it free (docs/protocol.md#rule-15).
    public async Task<IssueOutcome> IssueAsync(CodeIssue issue)
    {
        await _record.LoadAsync();
        while (true)
        {
            var seen = _record.State;
            if (seen is not null && seen.Attempt == issue.Attempt)
            {
                await _record.ConfirmAsync();
                return IssueOutcome.Issued;
            }

            if (seen is not null && !seen.IsEarlierClaimOf(issue) && !await IsFreeAsync(seen))
            {
                return IssueOutcome.Taken;
            }

            if (ReferenceEquals(_record.State, seen))
            {
                await _record.SaveAsync(InvitationCodeRecord.Of(issue, _leases.Now, _leases.End));
                return IssueOutcome.Issued;
            }
        }
    }

    public async Task<CodeDescription?> DescribeAsync()
    {
        await _record.LoadAsync();
        if (!await IsNamedByOwnerAsync())
        {
            return null;
        }

        await AskAsync();
        await _record.FlushAsync(); // a count that was told never goes down
        return _record.State?.Describe(_leases.Now);
    }

    public async Task<bool> ChangeAsync(CodeChange change, ActRequest request)
    {
        await _record.LoadAsync();
        if (!await IsNamedByOwnerAsync())
        {
            return false;
        }

        return await ActAsync(request, r => r.Change(change, request, _leases.Now));
    }

    public async Task<bool> SetFrozenAsync(bool frozen, ActRequest? request = null)
    {
        await _record.LoadAsync();
        return await IsNamedByOwnerAsync() && await ActAsync(request, r => r.Freeze(frozen, request, _leases.Now));
    }

    public async Task FollowOwnerAsync(OwnerTerms terms)
    {
        await _record.LoadAsync();
        await (_record.State is null ? _record.ConfirmAsync() : ChangeAsync(r => r.Follow(terms)));
    }

    public async Task SettleSignUpsAsync()
    {
        await _record.LoadAsync();
        var pending = (_record.State?.SignUps ?? []).ToArray();
        foreach (var batch in pending.Chunk(AskedAtOnce))
        {
            await Task.WhenAll(batch.Select(p => AskAsync(p.Key, p.Value)));
        }

        if (pending.Any(p => _record.State?.Pending.ContainsKey(p.Key) is true))
        {
            throw new StorageUnavailableException("Not every user of a pending sign-up answered.");
        }

        await _record.FlushAsync();
        DeactivateOnIdle(); // the code is rarely needed again soon
    }

    /// <summary>
    /// Changes the row once for one act. "No change" is never answered from the memory of an old activation.
    /// </summary>
    private async Task<bool> ActAsync(ActRequest? request, Func<InvitationCodeRecord, InvitationCodeRecord> change)
    {
        await _record.SaveActAsync(state =>
            request is not null && state!.Act?.Id == request.Id ? state : change(state!)
        );
        return true;
    }
}
