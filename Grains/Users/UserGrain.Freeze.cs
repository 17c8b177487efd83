using OrleansRegistration.Audit;
using OrleansRegistration.Outbox;
using OrleansRegistration.Tree;

namespace OrleansRegistration.Users;

/// <summary>
/// Freezes the codes of the account: by itself, or with a subtree (docs/adr/0038-freezing-a-subtree.md).
/// </summary>
internal sealed partial class UserGrain
{
    public Task<ChangeOutcome> SetFrozenAsync(bool frozen, ActRequest request) =>
        ActAsync(
            request,
            (seen, record) =>
                (frozen ? record.Frozen is true : !record.IsFrozen)
                    ? ChangeOutcome.Unchanged
                    : TermsOf(
                        seen,
                        record.WithoutFreezes(_ => !frozen, enables: false) with
                        {
                            Frozen = frozen ? true : null,
                            Act = Act.After(
                                record.Act,
                                frozen ? ActKinds.FreezeCodes : ActKinds.UnfreezeCodes,
                                request,
                                _clock.Now,
                                ("accounts", SubtreeOrder.Stay)
                            ),
                        }
                    )
        );

    public Task<ChangeOutcome> FreezeAsync(SubtreeFreeze freeze, ActRequest request) =>
        ChangeInSubtreeAsync(record =>
            record.FrozenBy?.Any(known => (known.Root, known.Job) == (freeze.Root, freeze.Job)) is true
                ? record
                : record.With(freeze) with
                {
                    Quarantine =
                        freeze.Root == Id
                            ? new(freeze.Job, _clock.Now, request.Actor.ToString(), request.Reason, UnfreezeJob: null)
                            : record.Quarantine,
                    Act = Act.After(
                        record.Act,
                        freeze.Root == Id ? ActKinds.FreezeSubtree : ActKinds.FreezeCodes,
                        request,
                        _clock.Now,
                        ("root", freeze.Root.ToString()),
                        ("accounts", freeze.Disables ? SubtreeOrder.Disable : SubtreeOrder.Stay)
                    ),
                }
        );

    public async Task<ChangeOutcome> UnfreezeAsync(UserId root, bool enables, ActRequest request)
    {
        var outcome = await ChangeInSubtreeAsync(record =>
            record.WithoutFreezes(freeze => freeze.Root == root, enables) with
            {
                Quarantine = root == Id && record.Quarantine?.UnfreezeJob == request.Id ? null : record.Quarantine,
            }
                is var next
            && next == record
                ? record
                : next with
                {
                    Act = Act.After(
                        record.Act,
                        ActKinds.UnfreezeCodes,
                        request,
                        _clock.Now,
                        ("root", root.ToString()),
                        ("accounts", enables ? SubtreeOrder.Enable : SubtreeOrder.Stay)
                    ),
                }
        );
        await RequeueOwedMailAsync(outcome);
        return outcome;
    }

    public Task<ChangeOutcome> BeginUnfreezeAsync(ActRequest request) =>
        ChangeAsync(
            seen =>
                seen.Value is not { Status: not UserStatus.Tombstone } record ? ChangeOutcome.NoAccount
                : record.Quarantine?.UnfreezeJob == request.Id ? ChangeOutcome.Unchanged
                : ActOf(
                    seen,
                    record with
                    {
                        Quarantine = (
                            record.Quarantine
                            ?? new(request.Id, _clock.Now, request.Actor.ToString(), request.Reason, UnfreezeJob: null)
                        ) with
                        {
                            UnfreezeJob = request.Id,
                        },
                    },
                    ActKinds.UnfreezeSubtree,
                    request
                ),
            _row.ReadAsync
        );

    public async Task<Quarantine?> FindQuarantineAsync() => (await _row.ReadAsync()).Value?.Quarantine;

    /// <summary>
    /// Changes the account for a job, which repeats the call until the clean-up is done, too. The outbox does it if the
    /// job ends before.
    /// </summary>
    /// <param name="change">The next record; the same one for no change.</param>
    private async Task<ChangeOutcome> ChangeInSubtreeAsync(Func<UserRecord, UserRecord> change)
    {
        OutboxMessage? message = null;
        try
        {
            var outcome = await ChangeAsync(
                seen =>
                    seen.Value is not { Status: not UserStatus.Tombstone } record ? ChangeOutcome.NoAccount
                    : change(record) is var next && ReferenceEquals(next, record) ? ChangeOutcome.Unchanged
                    : TermsOf(seen, next, enlisted => Task.FromResult(message = enlisted)),
                _row.ReadAsync
            );
            if (outcome is ChangeOutcome.Done or ChangeOutcome.Unchanged)
            {
                await CleanUpAsync();
                Cancel(message);
            }

            return outcome;
        }
        finally
        {
            LeaveMemory();
        }
    }
}
