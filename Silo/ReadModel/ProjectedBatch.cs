using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.ReadModel;

/// <summary>Some changes, on their way to the read model in one transaction.</summary>
/// <param name="source">The database in which the rows have changed.</param>
/// <param name="target">The database of the read model, in a transaction.</param>
/// <param name="readCodes">Reads the rows of codes from their homes.</param>
internal sealed class ProjectedBatch(
    ReadModelSql sql,
    ReadModelConnection source,
    ReadModelConnection target,
    Func<IEnumerable<InvitationCode>, ReadModelConnection, CancellationToken, Task<List<CodeRow>>> readCodes,
    CancellationToken cancellationToken
)
{
    private readonly List<ServiceEvent> _events = [];
    private readonly List<PersonRow> _persons = [];
    private readonly HashSet<string> _retired = [];
    private readonly Dictionary<string, CodeDelta> _codeDeltas = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, TreeDelta> _treeDeltas = [];
    private readonly List<(Guid User, Guid? From, Guid To)> _moves = [];
    private readonly Dictionary<(DateTimeOffset Hour, string Kind, string Label), long> _statistics = [];
    private Dictionary<string, KnownCode> _codes = new(StringComparer.Ordinal);

    /// <summary>What is to be told of the changes.</summary>
    public IReadOnlyList<ServiceEvent> Events => _events;

    /// <summary>Writes the read model, but does not commit.</summary>
    public async Task WriteAsync(IReadOnlyCollection<RowChange> changes)
    {
        var codes = KeysOf(GrainTypes.Code);
        if (codes.Count > 0)
        {
            await WriteCodesAsync(codes);
        }

        var users = KeysOf(GrainTypes.User);
        if (users.Count > 0)
        {
            await WritePersonsAsync(
                users,
                changes.Where(change => !change.Quiet).Select(change => change.Key).ToHashSet(StringComparer.Ordinal)
            );
        }

        await WriteExhaustedAsync(codes.Select(key => GrainKeys.ParseCode(key).Value));
        var entries = KeysOf(RowChange.Audit);
        if (entries.Count > 0)
        {
            await TellLevelsAsync(entries);
        }

        List<string> KeysOf(string type) =>
            [.. changes.Where(change => change.Type == type).Select(change => change.Key).Distinct()];
    }

    private async Task WriteCodesAsync(List<string> keys)
    {
        var rows = await readCodes(keys.Select(GrainKeys.ParseCode), target, cancellationToken);

        // Nobody has a claimed code until its owner's record names it. The change of that record brings the code then.
        var claims = rows.Where(row => row.IsClaim).Select(row => row.Code).ToList();
        var known = await ReadKnownAsync(claims);
        await WriteAsync(
            sql.WriteCodes,
            [.. rows.Where(row => !row.IsClaim || known.ContainsKey(row.Code))],
            RowsJson.Default.IEnumerableCodeRow
        );
        var gone = keys.Select(key => GrainKeys.ParseCode(key).Value).Except(rows.Select(row => row.Code)).ToList();
        if (gone.Count > 0)
        {
            await target.RunAsync(sql.RemoveCodes, cancellationToken, ReadModelConnection.Ids(gone));
        }
    }

    private async Task WritePersonsAsync(List<string> keys, HashSet<string> loud)
    {
        var rows = (
            await source.ReadAsync(
                sql.GrainRows,
                row =>
                    JsonSerializer.Deserialize(row.GetString(2), StateJson.Default.UserRecord)
                        is { Status: not UserStatus.Tombstone } record
                        ? (Person: PersonRow.Of(GrainKeys.ParseUser(row.GetString(0)), row.GetInt32(1), record), record)
                        : default,
                cancellationToken,
                ("type", GrainTypes.User),
                ReadModelConnection.Ids(keys)
            )
        )
            .Where(row => row.Person is not null)
            .ToList();
        var ids = ReadModelConnection.Ids(rows.Select(row => row.Person.UserId.ToString()));
        var known = (await target.ReadAsync(sql.Persons, KnownPerson.Read, cancellationToken, ids)).ToDictionary(
            person => person.UserId
        );
        var changed = rows.Where(row => IsNews(known.GetValueOrDefault(row.Person.UserId), row.Person, row.record))
            .ToList();
        await KnowCodesAsync(
            changed
                .SelectMany(row => row.record.AllCodes.Append(row.record.InviterCode))
                .OfType<InvitationCode>()
                .Distinct()
        );
        var orphans = await ReadOrphansAsync(changed.Select(row => row.Person.UserId).Except(known.Keys));
        foreach (var (person, record) in changed)
        {
            var before = known.GetValueOrDefault(person.UserId);
            var wanted = record.MovedUnder?.Value ?? before?.Inviter ?? InviterOf(person);

            // Nothing is below a new account, so it makes no circle. Others are put below their inviters one by one.
            var isLeaf = before is null && record.MovedUnder is null && !orphans.ContainsKey(person.UserId);
            var after = person with { Inviter = isLeaf ? wanted : before?.Inviter };
            _persons.Add(after);
            if (isLeaf)
            {
                AddToTree(wanted, 1, 1);
            }
            else if (wanted is { } inviter && inviter != after.Inviter)
            {
                _moves.Add((person.UserId, after.Inviter, inviter));
            }

            Compare(before, after, record, loud.Contains(new UserId(person.UserId).GrainKey));
        }

        if (_persons.Count > 0)
        {
            await WriteAsync(sql.WritePersons, _persons, RowsJson.Default.IEnumerablePersonRow);
            foreach (var orphan in orphans.Values)
            {
                AddToTree(orphan.UserId, orphan.Invited, orphan.Subtree);
            }

            await WriteTreeAsync(_treeDeltas.Values);
            foreach (var (user, from, to) in _moves)
            {
                await MoveAsync(user, from, to);
            }

            await WriteCountsAsync();
        }
    }

    /// <summary>Whether the read model has not read this version of the row, or a move of the account waits.</summary>
    private static bool IsNews(KnownPerson? before, PersonRow after, UserRecord record) =>
        before is null
        || after.Version > before.Version
        || (record.MovedUnder?.Value ?? before.Inviter) != before.Inviter
        || (before.Inviter is null && after.InviterCode is not null);

    private Guid? InviterOf(PersonRow person) =>
        person.InviterCode is { } code && _codes.GetValueOrDefault(code)?.Owner is { } owner && owner != person.UserId
            ? owner
            : null;

    /// <summary>Learns whose the codes are. Those that the read model does not have enter it.</summary>
    private async Task KnowCodesAsync(IEnumerable<InvitationCode> wanted)
    {
        var codes = wanted.ToDictionary(code => code.Value, StringComparer.Ordinal);
        if (codes.Count == 0)
        {
            return;
        }

        _codes = await ReadKnownAsync(codes.Keys);
        var unknown = codes.Where(code => !_codes.ContainsKey(code.Key)).Select(code => code.Value).ToList();
        if (unknown.Count > 0)
        {
            var rows = await readCodes(unknown, target, cancellationToken);
            await WriteAsync(sql.WriteCodes, rows, RowsJson.Default.IEnumerableCodeRow);
            foreach (var row in rows)
            {
                _codes.Add(row.Code, new(row.Code, row.Owner, row.Label));
            }
        }
    }

    private async Task<Dictionary<string, KnownCode>> ReadKnownAsync(IReadOnlyCollection<string> codes) =>
        codes.Count == 0
            ? []
            : (
                await target.ReadAsync(sql.Codes, KnownCode.Read, cancellationToken, ReadModelConnection.Ids(codes))
            ).ToDictionary(code => code.Code, StringComparer.Ordinal);

    private void Compare(KnownPerson? before, PersonRow after, UserRecord record, bool isLoud)
    {
        var registered = before is null ? 1 : 0;
        var activated = after.Active && before is not { Active: true } ? 1 : 0;
        var label = after.InviterCode is { } inviter ? _codes.GetValueOrDefault(inviter)?.Label : null;
        if (registered == 1)
        {
            Happened("registered", after.JoinedAt, EventTypes.Registered);
        }

        if (activated == 1)
        {
            Happened("activated", after.ActivatedAt ?? after.JoinedAt, EventTypes.Activated);
        }

        if (after.Ended && before is not { Ended: true })
        {
            Happened("deleted", after.EndedAt ?? after.JoinedAt, EventTypes.Deleted);
        }

        if (record.Mail is { } mail && after.Mail is "sent" or "failed" && before?.Mail != after.Mail)
        {
            Count(after.Mail is "sent" ? "mail_sent" : "mail_failed", mail.Since, label);
        }

        if (after.InviterCode is { } code && registered + activated > 0)
        {
            var delta = _codeDeltas.GetValueOrDefault(code) ?? new(code, 0, 0);
            _codeDeltas[code] = new(code, delta.Registered + registered, delta.Activated + activated);
        }

        _retired.UnionWith((after.Ended ? record.AllCodes : record.Codes.SkipLast(1)).Select(code => code.Value));

        void Happened(string kind, DateTimeOffset at, string type)
        {
            Count(kind, at, label);
            if (isLoud)
            {
                var user = after.UserId.ToString();
                Tell(type, at, user, "", after.InviterCode is { } code ? ("invitation_code", code) : null);
            }
        }
    }

    private void Count(string kind, DateTimeOffset at, string? label)
    {
        var utc = at.UtcDateTime;
        var hour = new DateTimeOffset(utc.Year, utc.Month, utc.Day, utc.Hour, 0, 0, TimeSpan.Zero);
        Add("");
        if (label is not null)
        {
            Add(label);
        }

        void Add(string of) => _statistics[(hour, kind, of)] = _statistics.GetValueOrDefault((hour, kind, of)) + 1;
    }

    /// <summary>
    /// Finds which new accounts have invitees already. Of several databases the inviter may come after its invitees.
    /// </summary>
    private async Task<Dictionary<Guid, TreeDelta>> ReadOrphansAsync(IEnumerable<Guid> added) =>
        (
            await target.ReadAsync(
                sql.Orphans,
                row => new TreeDelta(
                    row.GetGuid(0),
                    row.GetInt64(1),
                    Convert.ToInt64(row.GetValue(2), CultureInfo.InvariantCulture)
                ),
                cancellationToken,
                ReadModelConnection.Ids(added.Select(id => id.ToString()))
            )
        ).ToDictionary(orphan => orphan.UserId);

    /// <summary>
    /// Puts an account, with all below it, below its inviter. The tree never has a circle, but the read model reads its
    /// moves in any order. A move that would make a circle waits for the others: its row is noted once more.
    /// </summary>
    private async Task MoveAsync(Guid user, Guid? from, Guid to)
    {
        var above = await PathAsync(to);
        if (above.Count == 0 || above.Any(step => step.UserId == user))
        {
            await source.RunAsync(
                sql.Note,
                cancellationToken,
                ("type", GrainTypes.User),
                ("key", new UserId(user).GrainKey)
            );
            return;
        }

        var moved = (await PathAsync(user))[0].Subtree + 1;
        if (from is { } left)
        {
            await WriteTreeAsync([new(left, -1, -moved)]);
        }

        await target.RunAsync(sql.SetInviter, cancellationToken, ("id", user), ("inviter", to));
        await WriteTreeAsync([new(to, 1, moved)]);

        Task<List<(Guid UserId, long Subtree)>> PathAsync(Guid id) =>
            target.ReadAsync(sql.Path, row => (row.GetGuid(0), row.GetInt64(1)), cancellationToken, ("id", id));
    }

    /// <summary>Adds to the counts of accounts, and of all accounts above them.</summary>
    private Task WriteTreeAsync(IReadOnlyCollection<TreeDelta> deltas) =>
        WriteAsync(sql.CountTree, deltas, RowsJson.Default.IEnumerableTreeDelta);

    private void AddToTree(Guid? inviter, long invited, long subtree)
    {
        if (inviter is not { } user)
        {
            return;
        }

        var delta = _treeDeltas.GetValueOrDefault(user) ?? new(user, 0, 0);
        _treeDeltas[user] = new(user, delta.Invited + invited, delta.Subtree + subtree);
    }

    private async Task WriteCountsAsync()
    {
        await WriteAsync(sql.CountCodes, [.. _codeDeltas.Values], RowsJson.Default.IEnumerableCodeDelta);
        await WriteAsync(
            sql.CountHours,
            [
                .. _statistics.Select(count => new StatisticDelta(
                    count.Key.Hour,
                    count.Key.Kind,
                    count.Key.Label,
                    count.Value
                )),
            ],
            RowsJson.Default.IEnumerableStatisticDelta
        );
        if (_retired.Count > 0)
        {
            await target.RunAsync(sql.RetireCodes, cancellationToken, ReadModelConnection.Ids(_retired));
        }
    }

    private async Task WriteExhaustedAsync(IEnumerable<string> changed)
    {
        var codes = changed
            .Union(_codeDeltas.Values.Where(delta => delta.Registered > 0).Select(delta => delta.Code))
            .ToList();
        if (codes.Count == 0)
        {
            return;
        }

        var exhausted = await target.ReadAsync(
            sql.ExhaustCodes,
            row => (Code: row.GetString(0), Limit: row.GetInt64(1)),
            cancellationToken,
            ReadModelConnection.Ids(codes)
        );
        foreach (var (code, limit) in exhausted)
        {
            var text = limit.ToString(CultureInfo.InvariantCulture);
            Tell(EventTypes.Exhausted, TimeProvider.System.GetUtcNow(), code, text, ("limit", text));
        }
    }

    private async Task TellLevelsAsync(List<string> keys)
    {
        var entries = await source.ReadAsync(
            sql.AuditEntries,
            row =>
                (
                    Subject: row.GetString(0),
                    Id: row.GetGuid(1),
                    At: row.GetFieldValue<DateTimeOffset>(2),
                    Data: JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(3))!
                ),
            cancellationToken,
            ReadModelConnection.Ids(keys)
        );
        foreach (var (subject, id, at, data) in entries)
        {
            if (
                GrainKeys.TryParseUser(subject, out var user)
                && data.TryGetValue("level_before", out var before)
                && data.TryGetValue("level_after", out var after)
                && before != after
            )
            {
                _events.Add(
                    new(
                        id,
                        EventTypes.LevelChanged,
                        at,
                        user.ToString(),
                        new Dictionary<string, string> { ["level_before"] = before, ["level_after"] = after }
                    )
                );
            }
        }
    }

    /// <param name="occasion">Tells apart events of one type about one subject.</param>
    private void Tell(
        string type,
        DateTimeOffset at,
        string subject,
        string occasion,
        (string Name, string Value)? detail
    )
    {
        // The same event has the same id whenever it is told.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{type} {subject} {occasion}"));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80); // a UUID of version 8 (RFC 9562, 5.8)
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        if (detail is var (name, value))
        {
            data[name] = value;
        }

        _events.Add(new(new(hash.AsSpan(0, 16), bigEndian: true), type, at, subject, data));
    }

    private Task WriteAsync<T>(string statement, IReadOnlyCollection<T> rows, JsonTypeInfo<IEnumerable<T>> json) =>
        rows.Count == 0
            ? Task.CompletedTask
            : target.RunAsync(statement, cancellationToken, ("rows", JsonSerializer.Serialize(rows, json)));
}
