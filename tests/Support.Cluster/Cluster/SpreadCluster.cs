using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OrleansRegistration.Rebalancing;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>The cluster on two databases, each on a PostgreSQL server of its own.</summary>
public sealed class SpreadCluster : RegistrationCluster
{
    private readonly List<PostgresServer> _servers = [];
    private readonly List<string> _connectionStrings = [];

    /// <summary>The servers, by the numbers of their databases.</summary>
    public IReadOnlyList<PostgresServer> Servers => _servers;

    protected override Dictionary<string, string?> Settings =>
        _connectionStrings
            .Select((value, number) => KeyValuePair.Create($"ConnectionStrings:Registration:{number}", (string?)value))
            .ToDictionary();

    protected override async Task StartDatabaseAsync()
    {
        while (_servers.Count < 2)
        {
            _servers.Add(await PostgresServer.StartAsync());
            _connectionStrings.Add(await _servers[^1].CreateDatabaseAsync());
        }

        await RebalanceCommand.RunAsync(
            Options.Create(new StorageOptions { ConnectionStrings = _connectionStrings }),
            ServiceId,
            without: new HashSet<int>(),
            NullLogger<SchemaMigration>.Instance,
            tell: _ => { }
        );
    }

    protected override async ValueTask StopDatabaseAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    protected override IEnumerable<DbConnection> Connect() =>
        _connectionStrings.Select(connectionString => new NpgsqlConnection(connectionString));
}
