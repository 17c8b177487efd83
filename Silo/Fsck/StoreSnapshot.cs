using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Reads all rows of one service as they are at one moment, without delaying other work on the store.
/// </summary>
/// <remarks>
/// On PostgreSQL, by a repeatable-read, read-only transaction. On SQLite, by a read transaction over the write-ahead
/// log.
/// </remarks>
internal sealed class StoreSnapshot : IAsyncDisposable
{
    private readonly DbConnection _connection;
    private readonly string _payload;
    private readonly string _serviceId;

    private StoreSnapshot(DbConnection connection, bool isPostgreSql, string serviceId) =>
        (_connection, _payload, _serviceId) = (
            connection,
            isPostgreSql ? "convert_to(payload::text, 'UTF8')" : "cast(payload as blob)",
            serviceId
        );

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

    /// <summary>Streams every row, in no particular order.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public async IAsyncEnumerable<StoredRow> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"select grain_type, grain_key, {_payload} from grain_state where service_id = @service"
        );
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("service", _serviceId);
        command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return new(new(reader.GetString(0), reader.GetString(1)), (byte[])reader.GetValue(2));
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
        try
        {
            await using var command = Command("rollback");
            await command.ExecuteNonQueryAsync();
        }
        catch (DbException)
        {
            // There is no transaction: it never began, or the connection is lost.
        }

        await _connection.DisposeAsync();
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
