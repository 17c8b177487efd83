namespace OrleansRegistration.Storage;

/// <summary>
/// An empty database on a server that many tests share. Disposing drops it, and fails if somebody is still connected: whoever opens a
/// connection closes it.
/// </summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private PostgresDatabase(PostgresServer server, string connectionString) => (_server, ConnectionString) = (server, connectionString);

    /// <summary>Opens it.</summary>
    public string ConnectionString { get; }

    /// <summary>Creates it.</summary>
    public static async Task<PostgresDatabase> CreateAsync(PostgresServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return new(server, await server.CreateDatabaseAsync(mustBeDropped: true));
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Connections to it were left open; it is dropped all the same.</exception>
    public async ValueTask DisposeAsync() => await _server.DropDatabaseAsync(ConnectionString);
}
