using System.Globalization;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks codes' rows: each code belongs to the account that lists it and has counted exactly the accounts that were
/// made with it (I2), stays within its limit (I3), and is retired when its owner has given it up.
/// </summary>
/// <remarks>
/// A pending redemption whose attempt is committed is no breach: it counts as the count that it will become. The row
/// records a limit that was lowered below what the code has. Older versions did not record this, so a code above its
/// limit is a breach unless the operator says that limits were lowered.
/// </remarks>
/// <param name="limitsWereLowered">Only count codes above their limit; do not report them.</param>
internal sealed class CodeRows(Findings findings, StoreIndex index, ReadModelRows readModel, bool limitsWereLowered)
    : RowChecker<InvitationCodeRecord>(StateJson.Default.InvitationCodeRecord, findings)
{
    private readonly List<(CodeEntry Code, PendingClaim Claim)> _pending = [];

    /// <summary>The number of rows.</summary>
    public long Count { get; private set; }

    /// <summary>The number of pending redemptions.</summary>
    public long Pending => _pending.Count;

    /// <summary>The number of codes above a lowered limit.</summary>
    public long OverLimit { get; private set; }

    /// <summary>
    /// The number of claims, of codes and of redemptions, whose lease has passed and whose owner does not hold them.
    /// </summary>
    public long Stale { get; private set; }

    /// <inheritdoc/>
    public override void Finish()
    {
        foreach (var (code, claim) in _pending)
        {
            if (!claim.IsCommitted(index, out var account))
            {
                Stale += claim.LeaseEnd <= Findings.Now ? 1 : 0;
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

        foreach (var account in index.OwnerTerms)
        {
            CheckTerms(account);
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

        if (!record.IsHouse)
        {
            Findings.CheckOwner(row, record.Owner);
        }
        else if (record is not { OwnerCommitted: true, Retired: not true, Issued.At: not null })
        {
            Findings.Report(Invariant.I2, "a code without an owner was not issued by an operator", row);
        }

        CheckLimit(row, record);
        Count++;
        var code = index.Code(row.GrainKey);
        code.Claim(record);
        readModel.Expect(row.GrainKey, record);
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
        if (record.Remaining is not < 0 || record.Used <= record.UsedWhenLowered)
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
                $"{record.Used} redemptions are counted or pending, but the limit is {record.LowestLimit}"
            ),
            row
        );
    }

    private void CheckOwner(string key, CodeEntry code)
    {
        if (code.Holder == Guid.Empty)
        {
            if (code.Committed != default && !code.IsHouse)
            {
                Findings.Report(Invariant.I2, "accounts were made with a code that no account has", RowKeys.Code(key));
            }
        }
        else if (code.IsHouse)
        {
            Findings.Report(
                Invariant.I2,
                "an account's code belongs to nobody",
                RowKeys.Code(key),
                RowKeys.User(code.Holder)
            );
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

    // What a code has used of the quota can only have fallen since the clean-up looked: the code is retired.
    private void CheckTerms(TermsEntry account)
    {
        if (account.CleanUp is { } cleanUp && index.CleanUps.Contains(cleanUp))
        {
            return;
        }

        foreach (var key in account.Issued.Append(account.Own[^1]))
        {
            if (index.Codes.TryGetValue(key, out var code) && (code.Terms?.Frozen ?? false) != account.IsFrozen)
            {
                Findings.Report(
                    Invariant.CleanUp,
                    account.IsFrozen
                        ? "a frozen account's code is not frozen"
                        : "a code is frozen, but its account is not",
                    RowKeys.Code(key),
                    RowKeys.User(account.User)
                );
            }
        }

        var current = index.Codes.GetValueOrDefault(account.Own[^1]);
        var left = account.Quota - account.Own[..^1].Sum(key => index.Codes.GetValueOrDefault(key)?.Used ?? 0);
        var limit = current?.Terms?.Limit;
        if (left is { } most && (limit ?? long.MaxValue) > Math.Max(0, most))
        {
            Findings.Report(
                Invariant.I3,
                limit is null
                    ? "the quota of an account does not bound its code"
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"the quota leaves {most} to a code, but its limit is {limit}"
                    ),
                RowKeys.Code(account.Own[^1]),
                RowKeys.User(account.User)
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
        Stale += code.IsStale(Findings.Now) ? 1 : 0;
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
