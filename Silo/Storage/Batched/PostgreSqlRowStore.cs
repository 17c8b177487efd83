using System.Data;
using System.Data.Common;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;

namespace OrleansRegistration.Storage;

/// <summary>
/// Stores rows in PostgreSQL. A batch is one prepared statement over arrays, which is a transaction of its own.
/// </summary>
internal sealed class PostgreSqlRowStore : IRowStore
{
    // The statement of AdoNet mode in Migrations/PostgreSql/0003.sql, for many rows. "On conflict" looks at the row as
    // it is then, not at the statement's snapshot, so a write fails when another node has just replaced its version.
    // Rows are locked in the given order, so there are no deadlocks.
    private const string WriteStatement = """
        insert into grain_state as s (service_id, grain_type, grain_key, version, payload, modified)
        select $1, i.grain_type, i.grain_key, i.version, convert_from(i.payload, 'UTF8')::json, now()
        from unnest($2, $3, $4, $5) with ordinality as i (grain_type, grain_key, version, payload, place)
        where i.version <= 1 or (
            select true from grain_state e
            where e.service_id = $1 and e.grain_type = i.grain_type and e.grain_key = i.grain_key)
        order by i.place
        on conflict (service_id, grain_type, grain_key) do update
        set version = excluded.version, payload = excluded.payload, modified = excluded.modified
        where excluded.version > 1 and s.version in (excluded.version - 1, -excluded.version)
        returning grain_type, grain_key
        """;

    private const string DeleteStatement = """
        delete from grain_state s
        using unnest($2, $3, $4) as i (grain_type, grain_key, version)
        where s.service_id = $1 and s.grain_type = i.grain_type and s.grain_key = i.grain_key and s.version = i.version
        returning s.grain_type, s.grain_key
        """;

    private const string ReadStatement = """
        select i.grain_type, i.grain_key, s.version, convert_to(s.payload::text, 'UTF8')
        from unnest($2, $3) as i (grain_type, grain_key)
        cross join lateral (
            select e.version, e.payload from grain_state e
            where e.service_id = $1 and e.grain_type = i.grain_type and e.grain_key = i.grain_key
            offset 0) s
        """;

    // Forces one plan, by the whole primary key. On an empty table the planner would choose a scan of all rows for good
    // (docs/evidence.md#index-plan), or a scan of the index. That is why the statements have a scalar subquery (an
    // "exists" is hashed) and "offset 0" (a join is materialised).
    internal const string Planner =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off "
        + "-c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";

    private readonly Session _writing;
    private readonly Session _deleting;
    private readonly Session _reading;

    /// <summary>Opens no connection.</summary>
    /// <param name="listId">
    /// The list of databases that writers must name (<see cref="RegistrationDatabase.ListId"/>), known when the first
    /// connection is opened.
    /// </param>
    public PostgreSqlRowStore(string connectionString, string serviceId, Func<Guid?> listId)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Multiplexing = false };
        builder.Options = string.Create(
            CultureInfo.InvariantCulture,
            $"-c lock_timeout={StorageWaits.Lock.TotalMilliseconds} {builder.Options} {Planner}"
        );
        const NpgsqlDbType array = NpgsqlDbType.Array;
        _writing = new(
            builder.ConnectionString,
            WriteStatement,
            serviceId,
            listId,
            array | NpgsqlDbType.Text,
            array | NpgsqlDbType.Text,
            array | NpgsqlDbType.Integer,
            array | NpgsqlDbType.Bytea
        );
        _deleting = new(
            builder.ConnectionString,
            DeleteStatement,
            serviceId,
            listId,
            array | NpgsqlDbType.Text,
            array | NpgsqlDbType.Text,
            array | NpgsqlDbType.Integer
        );
        _reading = new(
            builder.ConnectionString,
            ReadStatement,
            serviceId,
            listId,
            array | NpgsqlDbType.Text,
            array | NpgsqlDbType.Text
        );
    }

    /// <inheritdoc/>
    public bool[] Write(IReadOnlyList<RowMutation> batch)
    {
        var done = new HashSet<RowKey>(batch.Count);
        var deletions = batch.Where(change => change.Payload is null).ToList(); // rare
        var writes = deletions.Count == 0 ? batch : batch.Where(change => change.Payload is not null).ToList();
        // Deletions come first. If they came last and one was refused, the writes would be tried again and would
        // conflict with themselves.
        if (deletions.Count > 0)
        {
            _deleting.Run(
                row => done.Add(Key(row)),
                Array(deletions, change => change.Key.GrainType),
                Array(deletions, change => change.Key.GrainKey),
                Array(deletions, change => change.Version)
            );
        }

        if (writes.Count > 0)
        {
            _writing.Run(
                row => done.Add(Key(row)),
                Array(writes, change => change.Key.GrainType),
                Array(writes, change => change.Key.GrainKey),
                Array(writes, change => change.NextVersion),
                Array(writes, change => change.Payload)
            );
        }

        return Array(batch, change => done.Contains(change.Key));
    }

    /// <inheritdoc/>
    public RowContent?[] Read(IReadOnlyList<RowRead> batch)
    {
        var found = new Dictionary<RowKey, RowContent>(batch.Count);
        _reading.Run(
            row => found.Add(Key(row), new(row.GetInt32(2), row.GetFieldValue<byte[]>(3))),
            Array(batch, read => read.Key.GrainType),
            Array(batch, read => read.Key.GrainKey)
        );
        return Array(batch, read => found.GetValueOrDefault(read.Key));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writing.Dispose();
        _deleting.Dispose();
        _reading.Dispose();
    }

    private static RowKey Key(NpgsqlDataReader row) => new(row.GetString(0), row.GetString(1));

    /// <summary>One column of a batch, as an array for the statement.</summary>
    internal static TItem[] Array<TRequest, TItem>(IReadOnlyList<TRequest> batch, Func<TRequest, TItem> item)
    {
        var items = new TItem[batch.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = item(batch[i]);
        }

        return items;
    }

    /// <summary>
    /// A connection of its own with one prepared statement, whose first parameter is the id of the service.
    /// </summary>
    private sealed class Session(
        string connectionString,
        string statement,
        string serviceId,
        Func<Guid?> listId,
        params NpgsqlDbType[] arrays
    ) : IDisposable
    {
        private NpgsqlCommand? _command;

        /// <summary>
        /// Runs the statement and gives each row of its result to <paramref name="take"/>. After a failure that is no
        /// refusal the connection is closed.
        /// </summary>
        public void Run(Action<NpgsqlDataReader> take, params object[] values)
        {
            try
            {
                _command ??= Open();
                for (var i = 0; i < values.Length; i++)
                {
                    _command.Parameters[i + 1].Value = values[i];
                }

                using var reader = _command.ExecuteReader();
                while (reader.Read())
                {
                    take(reader);
                }

                // The rows arrive before the commit. Only the end of the answer confirms it.
                while (reader.NextResult()) { }
            }
            catch (PostgresException exception)
                when (RefusesValues(exception.SqlState) && _command?.Connection?.State == ConnectionState.Open)
            {
                throw new RowRefusedException("PostgreSQL", exception.SqlState);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public void Dispose()
        {
            var connection = _command?.Connection;
            _command?.Dispose();
            _command = null;
            connection?.Dispose();
        }

        /// <summary>
        /// Whether only this statement failed, because of its values or its locks: data, constraint, limit,
        /// serialization, deadlock.
        /// </summary>
        private static bool RefusesValues(string state) =>
            state is "40001" or "40P01" || state[..2] is "22" or "23" or "54";

        private NpgsqlCommand Open()
        {
#pragma warning disable CA2000 // The command returned holds it, and both are disposed of together.
            var connection = new NpgsqlConnection(connectionString);
#pragma warning restore CA2000
            try
            {
                connection.Open();
                if (listId() is { } list)
                {
                    DatabaseList.Name(connection, $"{list}");
                }

                var command = connection.CreateCommand();
#pragma warning disable CA2100 // The constants above.
                command.CommandText = statement;
#pragma warning restore CA2100
                command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Text, Value = serviceId });
                foreach (var type in arrays)
                {
                    command.Parameters.Add(new() { NpgsqlDbType = type });
                }

                command.Prepare();
                return command;
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
    }
}
