using System.Globalization;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks sessions' rows: sessions belong to an account, are unique and not too many, and are closed once an account is
/// erased. The sessions of a lapsed account stay as they were; nothing refreshes them.
/// </summary>
internal sealed class SessionRows(Findings findings, StoreIndex index)
    : RowChecker<SessionRecord>(StateJson.Default.SessionRecord, findings)
{
    // The users of the rows.
    private readonly HashSet<Guid> _open = [];
    private readonly HashSet<Guid> _closed = [];

    /// <inheritdoc/>
    public override void Finish()
    {
        foreach (var user in _open.Concat(_closed))
        {
            if (!index.Accounts.TryGetValue(user, out var account))
            {
                Report(Invariant.Session, "sessions of a user without an account", user);
            }
            else if (account.State == AccountState.Live && _closed.Contains(user))
            {
                Report(Invariant.Session, "a live account's sessions are closed", user);
            }
        }

        foreach (var (user, account) in index.Accounts)
        {
            if (account.State == AccountState.Erased && !_closed.Contains(user))
            {
                Report(Invariant.CleanUp, "an erased account's sessions are not closed", user);
            }
        }

        void Report(Invariant invariant, string what, Guid user) =>
            Findings.Report(invariant, what, RowKeys.Session(user), RowKeys.User(user));
    }

    /// <inheritdoc/>
    protected override void Check(RowKey row, SessionRecord record)
    {
        if (!GrainKeys.TryParseSession(row.GrainKey, out var user))
        {
            Findings.Report(Invariant.Readable, "the key is not a user's", row);
            return;
        }

        var isClosed = record.Closed is true;
        (isClosed ? _closed : _open).Add(user.Value);
        if (isClosed && !(record.Families.IsEmpty && record.SignUpSessionEnded))
        {
            Findings.Report(Invariant.Session, "closed sessions are not empty", row);
        }

        if (record.Families.DistinctBy(family => family.Id).Count() != record.Families.Length)
        {
            Findings.Report(Invariant.Session, "two sessions have the same id", row);
        }

        if (record.Families.Length > RefreshOptions.MaxFamilies)
        {
            Findings.Report(
                Invariant.Session,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"there are {record.Families.Length} sessions, more than {RefreshOptions.MaxFamilies}"
                ),
                row
            );
        }
    }
}
