using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using OrleansRegistration.Storage;

namespace OrleansRegistration.ReadModel;

/// <summary>
/// A connection to a database of the store, for statements on the operators' tables. Every statement has the parameter
/// <c>@service</c>. Parameters may be ids and times: SQLite gets them as texts.
/// </summary>
internal sealed class ReadModelConnection(DbConnection connection, string serviceId) : IAsyncDisposable
{
    private static readonly string BusyTimeout = string.Create(
        CultureInfo.InvariantCulture,
        $"pragma busy_timeout = {StorageWaits.Lock.TotalMilliseconds}"
    );

    private const string PageCache = "pragma cache_size = -65536"; // KiB

    private DbTransaction? _transaction;

    /// <summary>Whether the database is PostgreSQL; otherwise it is SQLite.</summary>
    public bool IsPostgreSql => connection is NpgsqlConnection;

    /// <summary>Opens a connection to one database of the store.</summary>
    /// <param name="database">The number of the database; the first one has the read model.</param>
    /// <exception cref="DbException">The database does not answer.</exception>
    public static async Task<ReadModelConnection> OpenAsync(
        RegistrationStore store,
        string serviceId,
        CancellationToken cancellationToken,
        int database = 0
    )
    {
#pragma warning disable CA2000 // The connection that is returned disposes of it.
        var opened = new ReadModelConnection(await store.Databases[database].OpenAsync(cancellationToken), serviceId);
#pragma warning restore CA2000
        if (!opened.IsPostgreSql)
        {
            // SQLite itself waits for locks, and tries often. The driver would sleep for 150 ms.
            await opened.RunAsync(BusyTimeout, cancellationToken);
        }

        return opened;
    }

    /// <summary>Reads or writes one database of the store, for a grain.</summary>
    /// <remarks>
    /// SQLite does not yield while it reads. So this is done in another thread, and the grain can answer meanwhile.
    /// </remarks>
    /// <param name="database">The number of the database; the first one has the read model.</param>
    /// <exception cref="StorageUnavailableException">The database does not answer.</exception>
    public static async Task<T> UseAsync<T>(
        RegistrationStore store,
        string serviceId,
        Func<ReadModelConnection, Task<T>> use,
        int database = 0
    )
    {
        try
        {
            return await Task.Run(async () =>
            {
                await using var connection = await OpenAsync(store, serviceId, CancellationToken.None, database);
                return await use(connection);
            });
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw new StorageUnavailableException("The read model did not answer.");
        }
    }

    /// <summary>The parameter <c>@ids</c>.</summary>
    public static (string Name, object? Value) Ids(IEnumerable<string> ids) =>
        ("ids", JsonSerializer.Serialize(ids, RowsJson.Default.IEnumerableString));

    /// <summary>Begins the transaction.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (!IsPostgreSql)
        {
            // A change touches pages of some twenty indexes. SQLite's own 2 MiB would be full after a hundred changes.
            await RunAsync(PageCache, cancellationToken);
        }

        // On SQLite this is BEGIN IMMEDIATE.
        _transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
    }

    /// <summary>Lets no other node write the read model until the transaction ends.</summary>
    public async Task<bool> TryLockAsync(ReadModelSql sql, CancellationToken cancellationToken)
    {
        if (sql.Lock is not { } statement)
        {
            return true;
        }

        await using var command = Command(statement);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Commits the transaction.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => _transaction!.CommitAsync(cancellationToken);

    /// <summary>Runs a statement.</summary>
    /// <returns>The number of rows that were changed.</returns>
    public async Task<int> RunAsync(
        string sql,
        CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters
    )
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether a query finds a row.</summary>
    public async Task<bool> AnyAsync(
        string sql,
        CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters
    )
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>Runs a query.</summary>
    public async Task<List<T>> ReadAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters
    )
    {
        var rows = new List<T>();
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
        }

        await connection.DisposeAsync();
    }

    private DbCommand Command(string sql, params (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this assembly.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = _transaction;
        foreach (var (name, value) in parameters.Append(("service", serviceId)))
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, ValueOf(value));
            command.Parameters.Add(parameter);
        }

        return command;
    }

    // SQLite keeps ids and times as texts.
    private object ValueOf(object? value) =>
        value switch
        {
            null => DBNull.Value,
            Guid id when !IsPostgreSql => id.ToString("D"),
            DateTimeOffset at => IsPostgreSql ? at.ToUniversalTime() : RowTimeConverter.TextOf(at),
            _ => value,
        };
}
