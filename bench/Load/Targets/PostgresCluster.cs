using System.Globalization;
using Npgsql;

namespace OrleansRegistration.Bench.Targets;

/// <summary>The PostgreSQL of the rivals and of our service. Disposing stops it if it was started here.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string PortVariable = "PG_PORT";
    private const string DefaultPort = "54321";

    private readonly RivalScripts _scripts;
    private readonly bool _startedHere;

    private PostgresCluster(RivalScripts scripts, int postmaster, bool startedHere) =>
        (_scripts, Postmaster, _startedHere) = (scripts, postmaster, startedHere);

    /// <summary>The environment that tells the scripts the port.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } =
        new Dictionary<string, string>
        {
            [PortVariable] = System.Environment.GetEnvironmentVariable(PortVariable) ?? DefaultPort,
        };

    /// <summary>The id of its first process.</summary>
    public int Postmaster { get; }

    /// <summary>Starts PostgreSQL, unless it runs.</summary>
    public static async Task<PostgresCluster> StartAsync(RivalScripts scripts, CancellationToken cancellationToken)
    {
        var runs = await scripts.PostgresRunsAsync(cancellationToken);
        return new(
            scripts,
            int.Parse(await scripts.PostgresAsync("start", cancellationToken), CultureInfo.InvariantCulture),
            !runs
        );
    }

    /// <summary>The connection string of a database.</summary>
    public static string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Environment[PortVariable]};Username=postgres;Database={database}";

    /// <summary>Removes a database if it exists, also while it is in use.</summary>
    public static Task DropAsync(string database, CancellationToken cancellationToken) =>
        ExecuteAsync($"drop database if exists {database} with (force)", cancellationToken);

    /// <summary>Creates an empty database, in place of an older one of the same name.</summary>
    public static async Task CreateAsync(string database, CancellationToken cancellationToken)
    {
        await DropAsync(database, cancellationToken);
        await ExecuteAsync($"create database {database}", cancellationToken);
    }

    /// <summary>The version of the server.</summary>
    public static async Task<string> VersionAsync(CancellationToken cancellationToken) =>
        (string)(await ExecuteAsync("show server_version", cancellationToken))!;

    /// <summary>What the server has written since it counts.</summary>
    public static async Task<PostgresWork> WorkAsync(CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            select wal_bytes::bigint, wal_sync, (select sum(xact_commit)::bigint from pg_stat_database),
                (select sum(pg_database_size(oid))::bigint from pg_database)
            from pg_stat_wal
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_startedHere)
        {
            await _scripts.PostgresAsync("stop", CancellationToken.None);
        }
    }

    private static async Task<object?> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // The names of databases come from this program.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
