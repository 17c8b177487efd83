using OrleansRegistration.InvitationCodes;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks the read model against the records: each account's row, whose invitee it is, each code's row, and the counts
/// of codes and of the tree. A row that was written since the read model read it may differ. While there is any, counts
/// may differ.
/// </summary>
internal sealed class ReadModelRows(Findings findings, StoreIndex index)
{
    private readonly Dictionary<Guid, int> _expected = [];
    private readonly Dictionary<Guid, Guid> _moved = [];
    private readonly Dictionary<Guid, PersonCounts> _persons = [];
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _expectedCodes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seenCodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Registered, long Activated)> _codes = new(StringComparer.Ordinal);

    /// <summary>Keeps what the read model should say of an account.</summary>
    public void Expect(UserId id, UserRecord record)
    {
        if (record.Status is not UserStatus.Tombstone)
        {
            // A hash that is the same within this process. It stands in for the row, which would need too much memory.
            if (record.MovedUnder is { } inviter)
            {
                _moved[id.Value] = inviter.Value;
            }

            _expected[id.Value] = PersonRow.Of(id, version: 0, record).GetHashCode();
        }
    }

    /// <summary>Keeps what the read model should say of a code.</summary>
    /// <param name="key">The code's grain key.</param>
    public void Expect(string key, InvitationCodeRecord record)
    {
        if (!record.IsHouse || record.Issued is not null)
        {
            _expectedCodes[key] = HashOf(CodeRow.Of(GrainKeys.ParseCode(key), version: 0, record));
        }
    }

    /// <summary>Keeps the key of a row that was written since the read model read it.</summary>
    public void AddChange(string key) => _changed.Add(key);

    /// <summary>Checks a row of table <c>person</c>.</summary>
    public void Check(PersonRow person, long invited, long subtree)
    {
        _persons[person.UserId] = new(person.Inviter, invited, subtree);
        if (person.InviterCode is { } code)
        {
            var counts = _codes.GetValueOrDefault(code);
            _codes[code] = (counts.Registered + 1, counts.Activated + (person.Active ? 1 : 0));
        }

        if (_changed.Contains(new UserId(person.UserId).GrainKey))
        {
            return;
        }

        if (!_expected.TryGetValue(person.UserId, out var expected))
        {
            Report("an account of the read model has no record", person.UserId);
        }
        else if (expected != (person with { Version = 0, Inviter = null }).GetHashCode())
        {
            Report("the read model says something else of an account than its record", person.UserId);
        }
        else if (InviterOf(person) != person.Inviter)
        {
            Report("the read model names another inviter than the record does", person.UserId);
        }
    }

    /// <summary>Checks a row of table <c>code</c>, after all of table <c>person</c>.</summary>
    public void Check(CodeRow row, long registered, long activated)
    {
        var key = $"{GrainTypes.Code}/{row.Code}";
        _seenCodes.Add(key);
        if (_changed.Count == 0 && _codes.GetValueOrDefault(row.Code) != (registered, activated))
        {
            Report("the read model counts other accounts of a code than it lists", key);
        }

        if (HasChanged(key))
        {
            return;
        }

        if (!IsHeld(key) || !_expectedCodes.TryGetValue(key, out var expected))
        {
            Report("a code of the read model belongs to no record", key);
        }
        else if (expected != HashOf(row))
        {
            Report("the read model says something else of a code than its record", key);
        }
        else if (index.Code(key).IsRetired && !row.Retired)
        {
            Report("the read model does not say that a code is retired", key);
        }
    }

    /// <summary>Checks what needs all rows.</summary>
    public void Finish()
    {
        foreach (var user in _expected.Keys)
        {
            if (!_persons.ContainsKey(user) && !_changed.Contains(new UserId(user).GrainKey))
            {
                Report("an account is missing from the read model, and nothing will add it", user);
            }
        }

        foreach (var key in _expectedCodes.Keys)
        {
            if (IsHeld(key) && !_seenCodes.Contains(key) && !HasChanged(key))
            {
                Report("a code is missing from the read model, and nothing will add it", key);
            }
        }

        if (_changed.Count == 0)
        {
            CheckTree();
        }
    }

    // The read model learns from the account that a code is retired, before the code's own row says so. A claim that is
    // repeated changes the lease of an account's own code, and so when it was made.
    private static int HashOf(CodeRow row) =>
        (row with { Version = 0, MadeAt = row.IssuedAt ?? default, Retired = false, IsClaim = false }).GetHashCode();

    /// <summary>Whether a code belongs to nobody, or to an account that names it.</summary>
    private bool IsHeld(string key) =>
        index.Codes.TryGetValue(key, out var code)
        && (code.IsHouse || (code.Holder != Guid.Empty && code.Holder == code.Owner));

    private bool HasChanged(string key) =>
        _changed.Contains(key) || _changed.Contains(new UserId(index.Code(key).Holder).GrainKey);

    private Guid? InviterOf(PersonRow person) =>
        _moved.TryGetValue(person.UserId, out var moved) ? moved
        : person.InviterCode is { } code
        && index.Code($"{GrainTypes.Code}/{code}").Owner is var owner
        && owner != Guid.Empty
        && owner != person.UserId
            ? owner
        : null;

    private void CheckTree()
    {
        var invited = new Dictionary<Guid, long>();
        foreach (var person in _persons.Values)
        {
            if (person.Inviter is { } inviter)
            {
                invited[inviter] = invited.GetValueOrDefault(inviter) + 1;
            }
        }

        // From the leaves upward: an account is done once all its invitees are.
        var waiting = new Dictionary<Guid, long>(invited);
        var subtree = new Dictionary<Guid, long>();
        var done = new Queue<Guid>(_persons.Keys.Where(user => !invited.ContainsKey(user)));
        var seen = 0;
        while (done.TryDequeue(out var user))
        {
            seen++;
            var (inviter, invitedHere, subtreeHere) = _persons[user];
            if ((invitedHere, subtreeHere) != (invited.GetValueOrDefault(user), subtree.GetValueOrDefault(user)))
            {
                Report("the read model counts other invitees of an account than it lists", user);
            }

            if (inviter is { } above && _persons.ContainsKey(above))
            {
                subtree[above] = subtree.GetValueOrDefault(above) + subtree.GetValueOrDefault(user) + 1;
                if (--waiting[above] == 0)
                {
                    done.Enqueue(above);
                }
            }
        }

        if (seen < _persons.Count)
        {
            findings.Report(Invariant.ReadModel, "accounts of the read model are their own inviters, in a circle");
        }
    }

    private void Report(string what, Guid user) => findings.Report(Invariant.ReadModel, what, RowKeys.User(user));

    private void Report(string what, string code) => findings.Report(Invariant.ReadModel, what, RowKeys.Code(code));

    private readonly record struct PersonCounts(Guid? Inviter, long Invited, long Subtree);
}
