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
        await WriteAsync(sql.WriteCodes, rows, RowsJson.Default.IEnumerableCodeRow);
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
        var changed = rows.Where(row => row.Person.Version > (known.GetValueOrDefault(row.Person.UserId)?.Version ?? 0))
            .ToList();
        await KnowCodesAsync(changed.Select(row => row.record.InviterCode).OfType<InvitationCode>().Distinct());
        foreach (var (person, record) in changed)
        {
            var before = known.GetValueOrDefault(person.UserId);
            var after = person with { Inviter = before is null ? InviterOf(person) : before.Inviter };
            _persons.Add(after);
            Compare(before, after, record, loud.Contains(new UserId(person.UserId).GrainKey));
        }

        if (_persons.Count > 0)
        {
            await WriteAsync(sql.WritePersons, _persons, RowsJson.Default.IEnumerablePersonRow);
            await WriteTreeAsync([.. _persons.Where(person => !known.ContainsKey(person.UserId))]);
            await WriteCountsAsync();
        }
    }

    private Guid? InviterOf(PersonRow person) =>
        person.InviterCode is { } code && _codes.GetValueOrDefault(code)?.Owner is { } owner && owner != person.UserId
            ? owner
            : null;

    /// <summary>Learns whose the codes are. A personal code enters the read model when it is first used.</summary>
    private async Task KnowCodesAsync(IEnumerable<InvitationCode> wanted)
    {
        var codes = wanted.ToDictionary(code => code.Value, StringComparer.Ordinal);
        if (codes.Count == 0)
        {
            return;
        }

        _codes = (
            await target.ReadAsync(sql.Codes, KnownCode.Read, cancellationToken, ReadModelConnection.Ids(codes.Keys))
        ).ToDictionary(code => code.Code, StringComparer.Ordinal);
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
            Count(after.Mail is "sent" ? "mail_sent" : "mail_failed", record.Mail!.Since, label);
        }

        if (after.InviterCode is { } code && registered + activated > 0)
        {
            var delta = _codeDeltas.GetValueOrDefault(code) ?? new(code, 0, 0);
            _codeDeltas[code] = new(code, delta.Registered + registered, delta.Activated + activated);
        }

        if (after.Ended ? before is not { Ended: true } : record.Codes.Length > 1 && before?.Code != after.Code)
        {
            _retired.UnionWith((after.Ended ? record.Codes : record.Codes[..^1]).Select(code => code.Value));
        }

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
    /// Counts new accounts at all accounts above them. Of several databases the inviter may come after its invitees.
    /// So a new account may have invitees already; it then brings them along.
    /// </summary>
    private async Task WriteTreeAsync(List<PersonRow> added)
    {
        if (added.Count == 0)
        {
            return;
        }

        var invited = added
            .Where(person => person.Inviter is not null)
            .CountBy(person => person.Inviter!.Value)
            .ToDictionary();
        var orphans = (
            await target.ReadAsync(
                sql.Orphans,
                row => new TreeDelta(
                    row.GetGuid(0),
                    row.GetInt64(1),
                    Convert.ToInt64(row.GetValue(2), CultureInfo.InvariantCulture)
                ),
                cancellationToken,
                ReadModelConnection.Ids(added.Select(person => person.UserId.ToString()))
            )
        ).ToDictionary(orphan => orphan.UserId);
        foreach (var person in added)
        {
            // Invitees that are new, too, are among those of the query, and are added for themselves.
            var own = invited.GetValueOrDefault(person.UserId);
            if (orphans.GetValueOrDefault(person.UserId) is { } orphan && orphan.Invited > own)
            {
                AddToTree(person.UserId, orphan.Invited - own, orphan.Subtree - own);
            }

            if (person.Inviter is { } inviter)
            {
                AddToTree(inviter, 1, 1);
            }
        }

        await WriteAsync(sql.CountTree, [.. _treeDeltas.Values], RowsJson.Default.IEnumerableTreeDelta);
    }

    private void AddToTree(Guid user, long invited, long subtree)
    {
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
        var codes = changed.Union(_codeDeltas.Values.Where(delta => delta.Registered > 0).Select(delta => delta.Code));
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
