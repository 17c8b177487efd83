using System.Globalization;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks codes' rows: each code belongs to the account that lists it and has counted exactly the accounts that were
/// made with it (I2), stays within its limit (I3), and is retired when its owner has given it up.
/// </summary>
/// <remarks>
/// A pending redemption whose attempt is committed is no breach: it counts as the count that it will become. A limit
/// that an administrator lowered below what the code has, which <c>SetTermsAsync</c> allows, looks like a breach of I3:
/// no row records it. So a code above its limit is a breach unless the operator says that limits were lowered.
/// </remarks>
/// <param name="limitsWereLowered">Only count codes above their limit; do not report them.</param>
internal sealed class CodeRows(Findings findings, StoreIndex index, bool limitsWereLowered)
    : RowChecker<InvitationCodeRecord>(StateJson.Default.InvitationCodeRecord, findings)
{
    private readonly List<(CodeEntry Code, PendingClaim Claim)> _pending = [];
    private long _stale;

    /// <summary>The number of rows.</summary>
    public long Count { get; private set; }

    /// <summary>The number of pending redemptions.</summary>
    public long Pending => _pending.Count;

    /// <summary>The number of codes above a lowered limit.</summary>
    public long OverLimit { get; private set; }

    /// <summary>
    /// The number of claims, of codes and of redemptions, whose lease has passed and whose owner does not hold them.
    /// </summary>
    public long Stale => _stale;

    /// <inheritdoc/>
    public override void Finish()
    {
        foreach (var (code, claim) in _pending)
        {
            if (!claim.IsCommitted(index, out var account))
            {
                _stale += claim.LeaseEnd <= Findings.Now ? 1 : 0;
            }
            else if (account.Inviter == code)
            {
                code.AddPending(claim.Kind);
            }
        }

        foreach (var (key, code) in index.Codes)
        {
            CheckOwner(key, code);
            CheckCounts(key, code);
            CheckRetired(key, code);
            CheckUnheld(key, code);
        }
    }

    /// <inheritdoc/>
    protected override void Check(RowKey row, InvitationCodeRecord record)
    {
        if (!GrainKeys.TryParseCode(row.GrainKey, out _))
        {
            Findings.Report(Invariant.Readable, "the key is not a code's", row);
            return;
        }

        Findings.CheckOwner(row, record.Owner);
        CheckLimit(row, record);
        Count++;
        var code = index.Code(row.GrainKey);
        code.Claim(record);
        foreach (var (attempt, redemption) in record.Pending)
        {
            Findings.CheckLease(row, redemption.LeaseEnd);
            _pending.Add((code, new(redemption.User.Value, attempt, redemption.Kind, redemption.LeaseEnd)));
        }

        foreach (var redemption in record.Unlisted ?? [])
        {
            index.Invitees.Add(new(redemption.User.Value, code, row));
        }
    }

    private void CheckLimit(RowKey row, InvitationCodeRecord record)
    {
        if (record.Remaining is not < 0)
        {
            return;
        }

        if (limitsWereLowered)
        {
            OverLimit++;
            return;
        }

        Findings.Report(
            Invariant.I3,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{record.Limit - record.Remaining} redemptions are counted or pending, but the limit is {record.Limit}"
            ),
            row
        );
    }

    private void CheckOwner(string key, CodeEntry code)
    {
        if (code.Holder == Guid.Empty)
        {
            if (code.Committed != default)
            {
                Findings.Report(Invariant.I2, "accounts were made with a code that no account has", RowKeys.Code(key));
            }
        }
        else if (code.Owner == Guid.Empty)
        {
            Findings.Report(Invariant.I2, "an account's code has no row", RowKeys.Code(key), RowKeys.User(code.Holder));
        }
        else if (code.Owner != code.Holder)
        {
            Findings.Report(
                Invariant.I2,
                "an account's code has another owner",
                RowKeys.Code(key),
                RowKeys.User(code.Holder),
                RowKeys.User(code.Owner)
            );
        }
    }

    private void CheckCounts(string key, CodeEntry code)
    {
        if (code.Counted + code.ToBeCounted == code.Committed)
        {
            return;
        }

        var (counted, pending, committed) = (code.Counted, code.ToBeCounted, code.Committed);
        Check("registered", counted.Registered, pending.Registered, committed.Registered);
        Check("activated", counted.Activated, pending.Activated, committed.Activated);

        void Check(string count, long has, long toBeCounted, long made)
        {
            if (has + toBeCounted != made)
            {
                Findings.Report(
                    Invariant.I2,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{count} is {has}, with {toBeCounted} still to be counted, but {made} are committed"
                    ),
                    RowKeys.Code(key)
                );
            }
        }
    }

    private void CheckRetired(string key, CodeEntry code)
    {
        if (
            code.Owner != Guid.Empty
            && !code.IsRetired
            && code.RetiringCleanUp is { } cleanUp
            && !index.CleanUps.Contains(cleanUp)
        )
        {
            Findings.Report(
                Invariant.CleanUp,
                "a code that its owner has given up is not retired",
                RowKeys.Code(key),
                RowKeys.User(code.Holder)
            );
        }
    }

    private void CheckUnheld(string key, CodeEntry code)
    {
        if (code.UnheldLeaseEnd is not { } leaseEnd)
        {
            return;
        }

        Findings.CheckLease(RowKeys.Code(key), leaseEnd);
        _stale += code.IsStale(Findings.Now) ? 1 : 0;
        if (code.Holder == Guid.Empty && code.IsStale(Findings.Abandoned))
        {
            Findings.Report(
                Invariant.Abandoned,
                "a code is claimed, long past its lease, by a user that does not hold it",
                RowKeys.Code(key),
                RowKeys.User(code.Owner)
            );
        }
    }
}
