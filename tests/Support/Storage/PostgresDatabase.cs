namespace OrleansRegistration.Storage;

/// <summary>
/// An empty database on a server that many tests share. Disposing drops it, and fails if somebody is still connected: whoever opens a
/// connection closes it.
/// </summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private PostgresDatabase(PostgresServer server, string connectionString) =>
        (_server, ConnectionString) = (server, connectionString);

    private TimeSpan? Patience { get; init; }

    /// <summary>Opens it.</summary>
    public string ConnectionString { get; }

    /// <summary>Creates it.</summary>
    /// <param name="patience">How long connections may take to close when it is disposed of; <c>null</c> for long enough.</param>
    public static async Task<PostgresDatabase> CreateAsync(PostgresServer server, TimeSpan? patience = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        return new(server, await server.CreateDatabaseAsync(mustBeDropped: true)) { Patience = patience };
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Connections to it were left open; it is dropped all the same.</exception>
    public async ValueTask DisposeAsync() => await _server.DropDatabaseAsync(ConnectionString, Patience);
}
