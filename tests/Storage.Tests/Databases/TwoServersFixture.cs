namespace OrleansRegistration.Storage;

/// <summary>Two PostgreSQL servers, for stores in several databases.</summary>
public sealed class TwoServersFixture : IAsyncLifetime
{
    private readonly List<PostgresServer> _servers = [];

    public PostgresServer this[int number] => _servers[number];

    public async ValueTask InitializeAsync()
    {
        _servers.Add(await PostgresServer.StartAsync(fsync: false));
        _servers.Add(await PostgresServer.StartAsync(fsync: false));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }
}

[CollectionDefinition("Two servers")]
public sealed class OnTwoServers : ICollectionFixture<TwoServersFixture>;
