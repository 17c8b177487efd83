using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace OrleansRegistration.Seeding;

/// <summary>Loads many new rows as fast as the database can take them.</summary>
/// <param name="now">The modification time of the rows.</param>
/// <param name="homeOf">The number of the database of a grain key in UTF-8.</param>
internal sealed class RowLoader(string serviceId, DateTimeOffset now, Func<ReadOnlySpan<byte>, int> homeOf)
{
    /// <summary>Rows in a transaction on SQLite: enough to make the wait for the disk negligible.</summary>
    private const int SqliteRows = 100_000;

    private const string Copy =
        "copy grain_state (service_id, grain_type, grain_key, version, payload, modified) from stdin (format binary)";

    /// <summary>
    /// Loads <paramref name="rows"/> and gathers statistics. Tells <paramref name="progress"/> the number of each
    /// loaded row.
    /// </summary>
    /// <remarks>
    /// A PostgreSQL database loads all its rows or none, by one COPY; of several databases each one by itself. SQLite
    /// keeps the rows that were committed before a failure.
    /// </remarks>
    /// <exception cref="DbException">The database refused a row or does not answer.</exception>
    public async Task LoadAsync(
        IReadOnlyList<DbConnection> connections,
        IEnumerable<SeedRow> rows,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        if (connections[0] is SqliteConnection sqlite)
        {
            Insert(sqlite, rows, progress, cancellationToken);
        }
        else
        {
            await CopyAsync(connections, rows, progress, cancellationToken);
        }

        foreach (var connection in connections)
        {
            await using var analyze = connection.CreateCommand();
            analyze.CommandText = "analyze grain_state";
            analyze.CommandTimeout = 0;
            await analyze.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task CopyAsync(
        IReadOnlyList<DbConnection> connections,
        IEnumerable<SeedRow> rows,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        var copies = new List<NpgsqlBinaryImporter>();
        try
        {
            foreach (var connection in connections)
            {
                copies.Add(await ((NpgsqlConnection)connection).BeginBinaryImportAsync(Copy, cancellationToken));
                copies[^1].Timeout = Timeout.InfiniteTimeSpan;
            }

            await CopyAsync(copies, rows, progress, cancellationToken);
            foreach (var copy in copies)
            {
                await copy.CompleteAsync(cancellationToken);
            }
        }
        finally
        {
            foreach (var copy in copies)
            {
                await copy.DisposeAsync();
            }
        }
    }

    private async Task CopyAsync(
        List<NpgsqlBinaryImporter> copies,
        IEnumerable<SeedRow> rows,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        var loaded = 0;
        foreach (var row in rows)
        {
            var copy = copies[homeOf(Encoding.UTF8.GetBytes(row.Key))];
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(serviceId, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(row.Type, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(row.Key, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(row.Version, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(row.Payload, NpgsqlDbType.Json, cancellationToken);
            await copy.WriteAsync(now.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
            progress(++loaded);
        }
    }

    private void Insert(
        SqliteConnection connection,
        IEnumerable<SeedRow> rows,
        Action<int> progress,
        CancellationToken cancellationToken
    )
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = """
            insert into grain_state (service_id, grain_type, grain_key, version, payload, modified)
            values (@service, @type, @key, @version, cast(@payload as text), strftime('%Y-%m-%dT%H:%M:%fZ', @now))
            """;
        insert.Parameters.AddWithValue("@service", serviceId);
        var type = insert.Parameters.Add("@type", SqliteType.Text);
        var key = insert.Parameters.Add("@key", SqliteType.Text);
        var version = insert.Parameters.Add("@version", SqliteType.Integer);
        var payload = insert.Parameters.Add("@payload", SqliteType.Blob);
        insert.Parameters.AddWithValue("@now", now.UtcDateTime);
        var loaded = 0;
        foreach (var chunk in rows.Chunk(SqliteRows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            foreach (var row in chunk)
            {
                (type.Value, key.Value, version.Value, payload.Value) = (row.Type, row.Key, row.Version, row.Payload);
                insert.ExecuteNonQuery();
                progress(++loaded);
            }

            transaction.Commit();
        }
    }
}
