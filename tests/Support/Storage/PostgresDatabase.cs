namespace OrleansRegistration.Storage;

/// <summary>
/// An empty database on a server that many tests share. Disposing drops the database. Disposing fails if a connection
/// is still open, because a test must close what it opens.
/// </summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private PostgresDatabase(PostgresServer server, string connectionString) =>
        (_server, ConnectionString) = (server, connectionString);

    private TimeSpan? Patience { get; init; }

    /// <summary>The connection string of the database.</summary>
    public string ConnectionString { get; }

    /// <summary>Creates the database.</summary>
    /// <param name="patience">
    /// How long connections may take to close when the database is disposed. <c>null</c> means long enough.
    /// </param>
    public static async Task<PostgresDatabase> CreateAsync(PostgresServer server, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        return new(server, await server.CreateDatabaseAsync(mustBeDropped: true)) { Patience = patience };
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">
    /// Connections were left open. The database is dropped all the same.
    /// </exception>
    public async ValueTask DisposeAsync() => await _server.DropDatabaseAsync(ConnectionString, Patience);
}
