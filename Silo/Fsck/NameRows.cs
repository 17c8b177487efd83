using OrleansRegistration.Reservations;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks names' rows: each name of a live account is claimed by it (I1), no lease is too long (I5), and no claim is
/// left of a user that does not hold the name.
/// </summary>
internal sealed class NameRows(Findings findings, StoreIndex index)
    : RowChecker<Reservation>(StateJson.Default.Reservation, findings)
{
    /// <summary>The number of claims whose lease has passed and whose owner does not hold the name.</summary>
    public long Stale { get; private set; }

    /// <inheritdoc/>
    public override void Finish()
    {
        foreach (var (key, name) in index.Names)
        {
            CheckHolder(key, name);
            if (name.IsUnheld)
            {
                CheckUnheld(key, name);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Check(RowKey row, Reservation record)
    {
        Findings.CheckOwner(row, record.Owner);
        index.Name(row.GrainKey).Reserve(record);
    }

    private void CheckHolder(string key, in NameEntry name)
    {
        if (name.Holder == Guid.Empty || name.Holder == name.Owner)
        {
            return;
        }

        if (name.Owner == Guid.Empty)
        {
            Findings.Report(
                Invariant.I1,
                "a live account's name is not claimed",
                RowKeys.Name(key),
                RowKeys.User(name.Holder)
            );
        }
        else
        {
            Findings.Report(
                Invariant.I1,
                "a live account's name is claimed by another user",
                RowKeys.Name(key),
                RowKeys.User(name.Holder),
                RowKeys.User(name.Owner)
            );
        }
    }

    private void CheckUnheld(string key, in NameEntry name)
    {
        Findings.CheckLease(RowKeys.Name(key), name.LeaseEnd);
        Stale += name.IsStale(Findings.Now) ? 1 : 0;
        if (IsErased(key, name))
        {
            Findings.Report(
                Invariant.CleanUp,
                "an erased account's name is still claimed",
                RowKeys.Name(key),
                RowKeys.User(name.Owner)
            );
        }
        else if (name.IsStale(Findings.Abandoned))
        {
            Findings.Report(
                Invariant.Abandoned,
                "a name is claimed, long past its lease, by a user that does not hold it",
                RowKeys.Name(key),
                RowKeys.User(name.Owner)
            );
        }
    }

    // By the attempt that committed the account. Claims may be left of other attempts of the same user and of renames
    // (docs/adr/0013-account.md, "What remains").
    private bool IsErased(string key, in NameEntry name) =>
        index.Accounts.TryGetValue(name.Owner, out var owner)
        && owner.State == AccountState.Erased
        && owner.SignUp == name.Attempt
        && !key.StartsWith($"{GrainTypes.Nickname}/", StringComparison.Ordinal);
}
