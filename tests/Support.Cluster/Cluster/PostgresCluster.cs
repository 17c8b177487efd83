using System.Data.Common;
using Npgsql;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>The cluster on a PostgreSQL server of its own.</summary>
public class PostgresCluster : RegistrationCluster
{
    private PostgresServer? _server;
    private string _connectionString = "";

    protected override Dictionary<string, string?> Settings =>
        new() { ["ConnectionStrings:Registration"] = _connectionString };

    protected override async Task StartDatabaseAsync()
    {
        _server = await PostgresServer.StartAsync();
        _connectionString = await _server.CreateDatabaseAsync();
    }

    protected override ValueTask StopDatabaseAsync() => _server?.DisposeAsync() ?? default;

    protected override IEnumerable<DbConnection> Connect() => [new NpgsqlConnection(_connectionString)];
}
