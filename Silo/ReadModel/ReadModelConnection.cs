using System.Data;
using System.Data.Common;
using System.Text.Json;
using Npgsql;
using OrleansRegistration.Storage;

namespace OrleansRegistration.ReadModel;

/// <summary>A connection to a database of the store, for the statements of <see cref="ReadModelSql"/>.</summary>
internal sealed class ReadModelConnection(DbConnection connection, string serviceId) : IAsyncDisposable
{
    private bool IsPostgreSql => connection is NpgsqlConnection;

    /// <summary>The connection.</summary>
    public DbConnection Connection => connection;

    /// <summary>The transaction, once it has begun.</summary>
    public DbTransaction? Transaction { get; private set; }

    /// <summary>Reads or writes one database of the store, for a grain.</summary>
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
#pragma warning disable CA2000 // The connection that it is given to disposes of it.
            await using var connection = new ReadModelConnection(
                await store.Databases[database].OpenAsync(CancellationToken.None),
                serviceId
            );
#pragma warning restore CA2000
            return await use(connection);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw new StorageUnavailableException("The read model did not answer.");
        }
    }

    /// <summary>A parameter that is a time.</summary>
    public (string Name, object Value) Time(string name, DateTimeOffset time) =>
        (name, IsPostgreSql ? time.UtcDateTime : RowTimeConverter.TextOf(time));

    /// <summary>A parameter that is an id.</summary>
    public (string Name, object Value) Id(string name, Guid id) => (name, IsPostgreSql ? id : id.ToString("D"));

    /// <summary>The parameter <c>@ids</c>.</summary>
    public static (string Name, object Value) Ids(IEnumerable<string> ids) =>
        ("ids", JsonSerializer.Serialize(ids, RowsJson.Default.IEnumerableString));

    /// <summary>Begins the transaction.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken) =>
        // On SQLite this is BEGIN IMMEDIATE.
        Transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

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
    public Task CommitAsync(CancellationToken cancellationToken) => Transaction!.CommitAsync(cancellationToken);

    /// <summary>Runs a statement, which has the parameter <c>@service</c>.</summary>
    /// <returns>The number of rows that were changed.</returns>
    public async Task<int> RunAsync(
        string sql,
        CancellationToken cancellationToken,
        params (string Name, object Value)[] parameters
    )
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs a query, which has the parameter <c>@service</c>.</summary>
    public async Task<List<T>> ReadAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken cancellationToken,
        params (string Name, object Value)[] parameters
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
        if (Transaction is not null)
        {
            await Transaction.DisposeAsync();
        }

        await connection.DisposeAsync();
    }

    private DbCommand Command(string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this assembly.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Transaction = Transaction;
        Add("service", serviceId);
        foreach (var (name, value) in parameters)
        {
            Add(name, value);
        }

        return command;

        void Add(string name, object value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
    }
}
