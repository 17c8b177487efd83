using System.Globalization;
using Npgsql;

namespace OrleansRegistration.Bench.Targets;

/// <summary>The rivals' PostgreSQL, which ours uses too; disposing stops it if it was started here.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string DefaultPort = "54320";

    private readonly PeerScripts _peers;
    private readonly bool _startedHere;

    private PostgresCluster(PeerScripts peers, int postmaster, bool startedHere) =>
        (_peers, Postmaster, _startedHere) = (peers, postmaster, startedHere);

    /// <summary>Its first process.</summary>
    public int Postmaster { get; }

    /// <summary>Starts it, unless it runs.</summary>
    public static async Task<PostgresCluster> StartAsync(PeerScripts peers, CancellationToken cancellationToken)
    {
        var runs = await peers.PostgresRunsAsync(cancellationToken);
        return new(
            peers,
            int.Parse(await peers.PostgresAsync("start", cancellationToken), CultureInfo.InvariantCulture),
            !runs
        );
    }

    /// <summary>How to reach a database.</summary>
    public static string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Environment.GetEnvironmentVariable("PG_PORT") ?? DefaultPort};Username=postgres;Database={database}";

    /// <summary>Removes a database if there is one, whoever uses it.</summary>
    public static Task DropAsync(string database, CancellationToken cancellationToken) =>
        ExecuteAsync($"drop database if exists {database} with (force)", cancellationToken);

    /// <summary>Makes an empty database, in place of an older one of that name.</summary>
    public static async Task CreateAsync(string database, CancellationToken cancellationToken)
    {
        await DropAsync(database, cancellationToken);
        await ExecuteAsync($"create database {database}", cancellationToken);
    }

    /// <summary>Its version.</summary>
    public static async Task<string> VersionAsync(CancellationToken cancellationToken) =>
        (string)(await ExecuteAsync("show server_version", cancellationToken))!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_startedHere)
        {
            await _peers.PostgresAsync("stop", CancellationToken.None);
        }
    }

    private static async Task<object?> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // Names are those of this program.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
