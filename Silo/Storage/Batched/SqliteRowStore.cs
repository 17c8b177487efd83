using System.Globalization;
using Microsoft.Data.Sqlite;

namespace OrleansRegistration.Storage;

/// <summary>
/// Stores rows in SQLite. A batch is one transaction, and so one wait for the disk. Its rows are written one by one.
/// </summary>
/// <param name="checkFile">Throws when the file is no longer the file of the start.</param>
internal sealed class SqliteRowStore(string connectionString, string serviceId, Action? checkFile = null) : IRowStore
{
    // The statement of AdoNet mode in Migrations/Sqlite/0003.sql.
    private const string WriteStatement = """
        insert into grain_state (service_id, grain_type, grain_key, version, payload, modified)
        select @service, @type, @key, @next, cast(@payload as text), strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
        where @version is null or exists (
            select 1 from grain_state
            where service_id = @service and grain_type = @type and grain_key = @key)
        on conflict (service_id, grain_type, grain_key) do update
        set version = excluded.version, payload = excluded.payload, modified = excluded.modified
        where grain_state.version = @version
        """;

    private const string DeleteStatement =
        "delete from grain_state "
        + "where service_id = @service and grain_type = @type and grain_key = @key and version = @version";

    private const string ReadStatement = """
        select version, cast(payload as blob)
        from grain_state
        where service_id = @service and grain_type = @type and grain_key = @key
        """;

    private SqliteCommand? _write;
    private SqliteCommand? _read;

    /// <inheritdoc/>
    public bool[] Write(IReadOnlyList<RowMutation> batch)
    {
        try
        {
            checkFile?.Invoke();
            _write ??= Open(
                WriteStatement,
                ("@version", SqliteType.Integer),
                ("@next", SqliteType.Integer),
                ("@payload", SqliteType.Blob)
            );
            var written = new bool[batch.Count];
            using var transaction = _write.Connection!.BeginTransaction(deferred: false);
            _write.Transaction = transaction;
            for (var i = 0; i < written.Length; i++)
            {
                written[i] =
                    (batch[i].Payload is { } payload ? Write(_write, batch[i], payload) : Delete(_write, batch[i]))
                    == 1;
            }

            transaction.Commit();
            checkFile?.Invoke(); // if the file was moved meanwhile, the batch is lost
            return written;
        }
        catch (SqliteException exception) when (RefusesValues(exception.SqliteErrorCode))
        {
            throw Refusal(exception);
        }
        catch
        {
            Close(ref _write);
            throw;
        }
    }

    /// <inheritdoc/>
    public RowContent?[] Read(IReadOnlyList<RowRead> batch)
    {
        try
        {
            checkFile?.Invoke();
            _read ??= Open(ReadStatement);
            var found = new RowContent?[batch.Count];
            for (var i = 0; i < found.Length; i++)
            {
                Aim(_read, batch[i].Key);
                using var reader = _read.ExecuteReader();
                if (reader.Read())
                {
                    found[i] = new(reader.GetInt32(0), reader.GetFieldValue<byte[]>(1));
                }
            }

            return found;
        }
        catch (SqliteException exception) when (RefusesValues(exception.SqliteErrorCode))
        {
            throw Refusal(exception);
        }
        catch
        {
            Close(ref _read);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close(ref _write);
        Close(ref _read);
    }

    private static int Write(SqliteCommand write, RowMutation change, byte[] payload)
    {
        Aim(write, change.Key);
        write.Parameters["@version"].Value = change.Version ?? (object)DBNull.Value;
        write.Parameters["@next"].Value = change.NextVersion;
        write.Parameters["@payload"].Value = payload;
        return write.ExecuteNonQuery();
    }

    /// <summary>
    /// Deletes a row in the transaction of <paramref name="write"/>. Deletions are rare, so the statement is prepared
    /// each time.
    /// </summary>
    private int Delete(SqliteCommand write, RowMutation change)
    {
        using var delete = new SqliteCommand(DeleteStatement, write.Connection, write.Transaction);
        delete.Parameters.AddWithValue("@service", serviceId);
        delete.Parameters.AddWithValue("@type", change.Key.GrainType);
        delete.Parameters.AddWithValue("@key", change.Key.GrainKey);
        delete.Parameters.AddWithValue("@version", change.Version);
        return delete.ExecuteNonQuery();
    }

    private static void Aim(SqliteCommand command, RowKey key)
    {
        command.Parameters["@type"].Value = key.GrainType;
        command.Parameters["@key"].Value = key.GrainKey;
    }

    /// <summary>SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH.</summary>
    private static bool RefusesValues(int code) => code is 18 or 19 or 20;

    private static RowRefusedException Refusal(SqliteException exception) =>
        new("SQLite", exception.SqliteExtendedErrorCode.ToString(CultureInfo.InvariantCulture));

    private static void Close(ref SqliteCommand? command)
    {
        var connection = command?.Connection;
        command?.Dispose();
        connection?.Dispose();
        command = null;
    }

    /// <summary>
    /// A connection of its own with one prepared statement. SQLite itself waits for locks of other processes, and tries
    /// often.
    /// </summary>
    private SqliteCommand Open(string statement, params (string Name, SqliteType Type)[] parameters)
    {
#pragma warning disable CA2000 // The command returned holds it, and both are disposed of together.
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
#pragma warning restore CA2000
        try
        {
            connection.Open();
            var command = connection.CreateCommand();
#pragma warning disable CA2100 // A number of this assembly.
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"pragma synchronous = full; pragma busy_timeout = {StorageWaits.Lock.TotalMilliseconds}"
            );
#pragma warning restore CA2100
            command.ExecuteNonQuery();
#pragma warning disable CA2100 // The constants above.
            command.CommandText = statement;
#pragma warning restore CA2100
            command.Parameters.AddWithValue("@service", serviceId);
            command.Parameters.Add("@type", SqliteType.Text);
            command.Parameters.Add("@key", SqliteType.Text);
            foreach (var (name, type) in parameters)
            {
                command.Parameters.Add(name, type);
            }

            return command;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
