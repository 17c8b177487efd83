using System.Text;
using Npgsql;
using NpgsqlTypes;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Rebalancing;

/// <summary>
/// Moves the entries of the audit log to the homes of their subjects, as <see cref="RowMover"/> moves rows. Looks at
/// the entries, not at the rows: a run that ended between the two leaves entries without rows, and a deleted code may
/// have entries, too.
/// </summary>
internal sealed class EntryMover(
    string serviceId,
    IReadOnlyList<NpgsqlConnection> connections,
    RebalancePlan plan,
    Action? beforeChange
)
{
    private const int EntriesAtOnce = 1_000;

    private const string ReadEntries = """
        select subject, number, id, kind, at, actor, reason, data::text from audit_entry
        where service_id = $1 and (subject, number) > ($2, $3)
        order by service_id, subject, number
        limit $4
        """;

    private const string InsertEntries = """
        insert into audit_entry (service_id, subject, number, id, kind, at, actor, reason, data)
        select $1, i.subject, i.number, i.id, i.kind, i.at, i.actor, i.reason, i.data::json
        from unnest($2, $3, $4, $5, $6, $7, $8, $9) as i (subject, number, id, kind, at, actor, reason, data)
        on conflict do nothing
        """;

    // The row that was moved before brought its last entry along, and so did a run that ended before its delete.
    private const string CountCopies = """
        select count(*) from unnest($2, $3, $4) as i (subject, number, id)
        where i.id = (
            select e.id from audit_entry e
            where e.service_id = $1 and e.subject = i.subject and e.number = i.number)
        """;

    private const string DeleteEntries = """
        delete from audit_entry e
        using unnest($2, $3) as i (subject, number)
        where e.service_id = $1 and e.subject = i.subject and e.number = i.number
        """;

    private readonly RendezvousHash _hash = new(plan.NextMembers);

    /// <summary>Moves every entry out of a database whose subject's home is another one.</summary>
    /// <exception cref="InvalidOperationException">Two databases have different entries of one number.</exception>
    /// <exception cref="NpgsqlException">A database does not answer.</exception>
    public async Task MoveFromAsync(int number, CancellationToken cancellationToken)
    {
        (string Subject, int Number)? last = ("", 0);
        while (last is { } after)
        {
            var entries = await ReadAsync(connections[number], after, cancellationToken);
            last = entries.Count < EntriesAtOnce ? null : (entries[^1].Subject, entries[^1].Number);
            foreach (var home in entries.GroupBy(HomeOf).Where(home => home.Key != number))
            {
                await MoveAsync(connections[number], connections[home.Key], [.. home], cancellationToken);
            }
        }
    }

    private int HomeOf(Entry entry) => plan.Next[_hash.HomeOf(Encoding.UTF8.GetBytes(entry.Subject))];

    private async Task<List<Entry>> ReadAsync(
        NpgsqlConnection from,
        (string Subject, int Number) after,
        CancellationToken cancellationToken
    )
    {
        var entries = new List<Entry>(EntriesAtOnce);
        await using var command = Command(from, ReadEntries, after.Subject, after.Number, EntriesAtOnce);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            entries.Add(
                new(
                    rows.GetString(0),
                    rows.GetInt32(1),
                    rows.GetGuid(2),
                    rows.GetString(3),
                    rows.GetDateTime(4),
                    rows.GetString(5),
                    await rows.IsDBNullAsync(6, cancellationToken) ? null : rows.GetString(6),
                    await rows.IsDBNullAsync(7, cancellationToken) ? null : rows.GetString(7)
                )
            );
        }

        return entries;
    }

    private async Task MoveAsync(
        NpgsqlConnection from,
        NpgsqlConnection to,
        List<Entry> entries,
        CancellationToken cancellationToken
    )
    {
        var subjects = PostgreSqlRowStore.Array(entries, entry => entry.Subject);
        var numbers = PostgreSqlRowStore.Array(entries, entry => entry.Number);
        var ids = PostgreSqlRowStore.Array(entries, entry => entry.Id);
        beforeChange?.Invoke();
        await using (
            var insert = Command(
                to,
                InsertEntries,
                subjects,
                numbers,
                ids,
                PostgreSqlRowStore.Array(entries, entry => entry.Kind),
                PostgreSqlRowStore.Array(entries, entry => entry.At),
                PostgreSqlRowStore.Array(entries, entry => entry.Actor),
                PostgreSqlRowStore.Array(entries, entry => entry.Reason),
                PostgreSqlRowStore.Array(entries, entry => entry.Data)
            )
        )
        {
            insert.Parameters[5].NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz;
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var count = Command(to, CountCopies, subjects, numbers, ids))
        {
            if (await count.ExecuteScalarAsync(cancellationToken) is not long copies || copies != entries.Count)
            {
                throw new InvalidOperationException(
                    "Two databases have different entries of the audit log under one number. Nothing was deleted."
                );
            }
        }

        beforeChange?.Invoke();
        await using var delete = Command(from, DeleteEntries, subjects, numbers);
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values) =>
        Statement.Of(connection, sql, serviceId, values);

    private sealed record Entry(
        string Subject,
        int Number,
        Guid Id,
        string Kind,
        DateTime At,
        string Actor,
        string? Reason,
        string? Data
    );
}
