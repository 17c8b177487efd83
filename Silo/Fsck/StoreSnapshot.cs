using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using OrleansRegistration.Audit;
using OrleansRegistration.Purchases;
using OrleansRegistration.ReadModel;
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
    public IAsyncEnumerable<StoredRow> RowsAsync(CancellationToken cancellationToken)
    {
        var payload = _isPostgreSql ? "convert_to(payload::text, 'UTF8')" : "cast(payload as blob)";
        return ReadAsync(
            $"select grain_type, grain_key, {payload} from grain_state where service_id = @service",
            row => new StoredRow(new(row.GetString(0), row.GetString(1)), (byte[])row.GetValue(2)),
            cancellationToken
        );
    }

    /// <summary>Streams the purchases and refunds of the audit log, in no particular order.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public IAsyncEnumerable<LedgerLine> LedgerAsync(CancellationToken cancellationToken) =>
        ReadAsync(
            $"""
            select subject, number, cast(id as text), kind, data ->> 'service', data ->> 'purchase_id',
                data ->> 'refund_id', data ->> 'amount'
            from audit_entry
            where service_id = @service and kind in ('{ActKinds.Purchase}', '{ActKinds.Refund}')
            """,
            row => new LedgerLine(
                row.GetString(0),
                row.GetInt32(1),
                Guid.Parse(row.GetString(2)),
                row.GetString(3) == ActKinds.Refund,
                new PurchaseId(row.GetValue(4) as string ?? "", row.GetValue(5) as string ?? "").GrainKey,
                row.GetValue(6) as string,
                Money.TryParse(row.GetValue(7) as string, out var amount) ? amount : 0
            ),
            cancellationToken
        );

    /// <summary>Streams the entries of the audit log, those of a subject one after another by their numbers.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public IAsyncEnumerable<(string Subject, int Number, Guid Id)> ActsAsync(CancellationToken cancellationToken) =>
        ReadAsync(
            """
            select subject, number, cast(id as text) from audit_entry
            where service_id = @service order by subject, number
            """,
            row => (row.GetString(0), row.GetInt32(1), Guid.Parse(row.GetString(2))),
            cancellationToken
        );

    /// <summary>Streams the keys of rows that the read model has not read since they were written.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public IAsyncEnumerable<string> ChangesAsync(CancellationToken cancellationToken) =>
        ReadAsync(
            "select distinct grain_key from row_change where service_id = @service",
            row => row.GetString(0),
            cancellationToken
        );

    /// <summary>Streams the accounts of the read model, with their counts of the tree.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public IAsyncEnumerable<(PersonRow Person, long Invited, long Subtree)> PersonsAsync(
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            $"select {PersonRow.Columns}, invited, subtree from person where service_id = @service",
            row => (PersonRow.Read(row), row.GetInt64(24), row.GetInt64(25)),
            cancellationToken
        );

    /// <summary>Streams the codes of the read model, with their counts.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public IAsyncEnumerable<(CodeRow Code, long Registered, long Activated)> CodesAsync(
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            $"select {CodeRow.Columns}, registered, activated from code where service_id = @service",
            row => (CodeRow.Read(row), row.GetInt64(16), row.GetInt64(17)),
            cancellationToken
        );

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

    private async IAsyncEnumerable<T> ReadAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var command = Command(sql);
        Add(command, "service", _serviceId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return read(reader);
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
