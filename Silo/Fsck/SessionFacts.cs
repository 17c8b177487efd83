using System.Globalization;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>Whose sessions are stored, and which are closed.</summary>
internal sealed class SessionFacts
{
    private readonly HashSet<Guid> _open = [];
    private readonly HashSet<Guid> _closed = [];

    /// <summary>The row of a user's sessions; breaches of what only it shows.</summary>
    public IEnumerable<Breach> Stored(RowKey row, Guid user, SessionRecord record)
    {
        (record.Closed is true ? _closed : _open).Add(user);
        if (record.Closed is true && !(record.Families.IsEmpty && record.SignUpSessionEnded))
        {
            yield return new(Invariant.Session, "closed sessions are not empty", [row]);
        }

        if (record.Families.DistinctBy(family => family.Id).Count() != record.Families.Length)
        {
            yield return new(Invariant.Session, "a session is there twice", [row]);
        }

        if (record.Families.Length > RefreshOptions.MaxFamilies)
        {
            yield return new(
                Invariant.Session,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{record.Families.Length} sessions, but {RefreshOptions.MaxFamilies} at most"
                ),
                [row]
            );
        }
    }

    /// <summary>Sessions and accounts beside each other, once all rows were read.</summary>
    public IEnumerable<Breach> Check(IReadOnlyDictionary<Guid, AccountFacts> accounts)
    {
        foreach (var user in _open.Concat(_closed).Where(user => !accounts.ContainsKey(user)))
        {
            yield return new(
                Invariant.Session,
                "sessions of a user without an account",
                [Row(user), StoreFacts.UserRow(user)]
            );
        }

        foreach (
            var user in _closed.Where(user =>
                accounts.TryGetValue(user, out var account) && account.Is == AccountState.Live
            )
        )
        {
            yield return new(
                Invariant.Session,
                "a live account's sessions are closed",
                [Row(user), StoreFacts.UserRow(user)]
            );
        }

        foreach (
            var (user, _) in accounts.Where(account =>
                account.Value.Is == AccountState.Erased && !_closed.Contains(account.Key)
            )
        )
        {
            yield return new(
                Invariant.CleanUp,
                "an erased account's sessions are not closed",
                [Row(user), StoreFacts.UserRow(user)]
            );
        }
    }

    private static RowKey Row(Guid user) => new("session", $"session/{user:D}");
}
