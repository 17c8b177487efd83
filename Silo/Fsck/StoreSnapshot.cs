using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using OrleansRegistration.Audit;
using OrleansRegistration.Purchases;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Reads all rows of one service in one database as they are at one moment, without delaying other work on it.
/// </summary>
/// <remarks>
/// On PostgreSQL, by a repeatable-read, read-only transaction. On SQLite, by a read transaction over the write-ahead
/// log.
/// </remarks>
internal sealed class StoreSnapshot : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly bool _isPostgreSql;
    private readonly string _serviceId;

    private StoreSnapshot(DbConnection connection, bool isPostgreSql, string serviceId) =>
        (_connection, _isPostgreSql, _serviceId) = (connection, isPostgreSql, serviceId);

    /// <summary>Opens the store. Rows are read as they are now.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    /// <exception cref="InvalidOperationException">
    /// The schema has another version than this program; the message names the setting.
    /// </exception>
    public static async Task<StoreSnapshot> OpenAsync(
        RegistrationDatabase database,
        string serviceId,
        CancellationToken cancellationToken
    )
    {
#pragma warning disable CA2000 // Given to the caller, or disposed of below.
        var snapshot = new StoreSnapshot(await database.OpenAsync(cancellationToken), database.IsPostgreSql, serviceId);
#pragma warning restore CA2000
        try
        {
            await using (
                var begin = snapshot.Command(
                    database.IsPostgreSql ? "begin isolation level repeatable read, read only" : "begin"
                )
            )
            {
                await begin.ExecuteNonQueryAsync(cancellationToken);
            }

            // The snapshot begins with the first statement.
            await using var command = snapshot.Command("select max(version) from schema_version");
            var found = Convert.ToInt32(
                await command.ExecuteScalarAsync(cancellationToken),
                CultureInfo.InvariantCulture
            );
            var known = SchemaMigration.KnownVersion(database.IsPostgreSql);
            return found == known
                ? snapshot
                : throw new InvalidOperationException(
                    $"{database.Setting}: the schema of the {database.Place} has version {found}; "
                        + $"this program reads version {known}."
                );
        }
        catch
        {
            await snapshot.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the database says of the store that it belongs to; <c>null</c> for nothing.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public Task<DatabaseEntry?> ReadEntryAsync(CancellationToken cancellationToken) =>
        _isPostgreSql ? DatabaseEntry.ReadAsync(_connection, cancellationToken) : Task.FromResult<DatabaseEntry?>(null);

    /// <summary>Whether there is a row of a key.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public async Task<bool> HasRowAsync(RowKey key, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "select 1 from grain_state where service_id = @service and grain_type = @type and grain_key = @key"
        );
        Add(command, "service", _serviceId);
        Add(command, "type", key.GrainType);
        Add(command, "key", key.GrainKey);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>Streams every row, in no particular order.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public async IAsyncEnumerable<StoredRow> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var payload = _isPostgreSql ? "convert_to(payload::text, 'UTF8')" : "cast(payload as blob)";
        await using var command = Command(
            $"select grain_type, grain_key, {payload} from grain_state where service_id = @service"
        );
        Add(command, "service", _serviceId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return new(new(reader.GetString(0), reader.GetString(1)), (byte[])reader.GetValue(2));
        }
    }

    /// <summary>Streams the purchases and refunds of the audit log, in no particular order.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public async IAsyncEnumerable<LedgerLine> LedgerAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            select subject, number, cast(id as text), kind, data ->> 'service', data ->> 'purchase_id',
                data ->> 'refund_id', data ->> 'amount'
            from audit_entry
            where service_id = @service and kind in ('{ActKinds.Purchase}', '{ActKinds.Refund}')
            """
        );
        Add(command, "service", _serviceId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return new(
                reader.GetString(0),
                reader.GetInt32(1),
                Guid.Parse(reader.GetString(2)),
                reader.GetString(3) == ActKinds.Refund,
                new PurchaseId(reader.GetValue(4) as string ?? "", reader.GetValue(5) as string ?? "").GrainKey,
                reader.GetValue(6) as string,
                Money.TryParse(reader.GetValue(7) as string, out var amount) ? amount : 0
            );
        }
    }

    /// <summary>Whether the store has no rows, of any service.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        await using var command = Command("select 1 from grain_state limit 1");
        return await command.ExecuteScalarAsync(cancellationToken) is null;
    }

    /// <summary>Ends the transaction, so that the pooled connection returns without one.</summary>
    public async ValueTask DisposeAsync()
    {
        await EndTransactionAsync(_connection);
        await _connection.DisposeAsync();
    }

    /// <summary>Ends the transaction of a connection, if there is one and the connection is not lost.</summary>
    public static async Task EndTransactionAsync(DbConnection connection)
    {
        try
        {
            if (connection.State == ConnectionState.Open)
            {
                await using var command = connection.CreateCommand();
                command.CommandText = "rollback";
                await command.ExecuteNonQueryAsync();
            }
        }
        catch (DbException)
        {
            // The transaction never began, or the connection is lost.
        }
    }

    private static void Add(DbCommand command, string name, string value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private DbCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0; // no bound: a large store takes long
        return command;
    }
}
