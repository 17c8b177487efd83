using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>All rows of one service as they were at one moment, read beside whatever goes on, without holding it up.</summary>
/// <remarks>PostgreSQL: a repeatable-read, read-only transaction. SQLite: a read transaction over its write-ahead log.</remarks>
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

    /// <summary>Opens the store. What is read afterwards is as it is now.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    /// <exception cref="InvalidOperationException">Its schema is of another version than this program's; the message names the setting.</exception>
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

            // The first statement is the moment.
            await using var command = snapshot.Command("select max(version) from schema_version");
            var found = Convert.ToInt32(
                await command.ExecuteScalarAsync(cancellationToken),
                CultureInfo.InvariantCulture
            );
            var known = SchemaMigration.KnownVersion(database.IsPostgreSql);
            return found == known
                ? snapshot
                : throw new InvalidOperationException(
                    $"{database.Setting}: the schema of the {database.Place} has version {found}; this program reads version {known}."
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

    /// <summary>Whether there are rows at all, be it of another service.</summary>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        await using var command = Command("select 1 from grain_state limit 1");
        return await command.ExecuteScalarAsync(cancellationToken) is null;
    }

    /// <summary>Ends the transaction, so that a pooled connection comes back without one.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = Command("rollback");
            await command.ExecuteNonQueryAsync();
        }
        catch (DbException)
        {
            // There is none: it never began, or the connection is lost.
        }

        await _connection.DisposeAsync();
    }

    private DbCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0; // a large store takes its time
        return command;
    }
}
