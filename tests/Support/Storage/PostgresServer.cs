using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OrleansRegistration.Runs;

namespace OrleansRegistration.Storage;

/// <summary>
/// Runs a PostgreSQL cluster for tests: a temporary folder, a free port on 127.0.0.1 with trust authentication, no Unix
/// socket. Only the server's binaries are needed: those of <c>PG_BIN</c>, else the newest in
/// <c>/usr/lib/postgresql</c>, else those on <c>PATH</c>. Under root the server runs as user <c>postgres</c> or
/// <c>nobody</c>, because PostgreSQL refuses root. Disposing stops the server and removes the folder. Disposing fails
/// if a connection or a <see cref="PostgresDatabase"/> was left open, because a test must close what it opens.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    // PostgreSQL's default. A higher limit would hide tests that leave connections open.
    private const int MaxConnections = 100;

    // A fifth of the connections for each database, so that no test takes all of them.
    private const int PoolSize = 20;

    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, bool> _databases = [];
    private readonly string _binaries;
    private readonly string? _user;
    private readonly string _folder;
    private readonly bool _ownsFolder;
    private readonly bool _fsync;
    private readonly Func<ProcessStartInfo, Process?> _launch;
    private int _port;
    private bool _runs;

    private PostgresServer(bool fsync, string? folder, Func<ProcessStartInfo, Process?>? launch)
    {
        _binaries = FindBinaries();
        _user = Environment.UserName == "root" ? FindUser() : null;
        _folder = folder ?? Directory.CreateTempSubdirectory("registration-postgres-").FullName;
        _ownsFolder = folder is null;
        _fsync = fsync;
        _launch = launch ?? Process.Start;
    }

    /// <summary>Makes and starts a cluster.</summary>
    /// <param name="fsync">Without it the server is faster, and loses data only when the machine crashes.</param>
    /// <param name="folder">An empty folder for its data, which stays; <c>null</c>: a temporary one.</param>
    /// <param name="launch">Starts its processes; <c>null</c>: as usual.</param>
    /// <exception cref="InvalidOperationException">
    /// A binary is missing or failed. The message holds the binary's output.
    /// </exception>
    public static async Task<PostgresServer> StartAsync(
        bool fsync = true,
        string? folder = null,
        Func<ProcessStartInfo, Process?>? launch = null
    )
    {
        var server = new PostgresServer(fsync, folder, launch);
        try
        {
            if (server._user is not null)
            {
                await server.RunAsync("chown", [server._user, server._folder]);
            }

            await server.RunBinaryAsync(
                "initdb",
                "--pgdata",
                server.Data,
                "--username",
                "postgres",
                "--auth",
                "trust",
                "--encoding",
                "UTF8",
                "--locale",
                "C",
                "--no-sync"
            );
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Creates an empty database that stays until the server stops. Use it when one test or one fixture owns the
    /// server.
    /// </summary>
    /// <returns>The connection string.</returns>
    public Task<string> CreateDatabaseAsync() => CreateDatabaseAsync(mustBeDropped: false);

    /// <summary>Creates an empty database.</summary>
    /// <param name="mustBeDropped">Whether the server complains about the database when it stops.</param>
    /// <returns>The connection string.</returns>
    internal async Task<string> CreateDatabaseAsync(bool mustBeDropped)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync($"create database {name}");
        _databases[name] = mustBeDropped;
        return ConnectionString(name);
    }

    /// <summary>Drops a database.</summary>
    /// <param name="patience">How long connections may take to close. <c>null</c> means long enough.</param>
    /// <exception cref="InvalidOperationException">
    /// Connections were left open. The database is dropped all the same.
    /// </exception>
    internal async Task DropDatabaseAsync(string connectionString, TimeSpan? patience)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        var left = await ConnectionsLeftAsync([name], patience ?? Goodbye);
        await ExecuteAsync($"drop database {name} with (force)");
        _databases.TryRemove(name, out _);
        Complain(left);
    }

    /// <summary>Stops the server as a crash would, and starts it again on the same port.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <summary>Stops the server as a crash would.</summary>
    public async Task StopAsync()
    {
        _runs = false;
        await RunBinaryAsync("pg_ctl", "stop", "--pgdata", Data, "--mode", "immediate", "--wait");
    }

    /// <summary>Starts the server on the same port after <see cref="StopAsync"/>.</summary>
    public Task StartAgainAsync() => StartAsync(_port);

    /// <summary>Starts the server again if it has stopped by itself, because its disk was full.</summary>
    public async Task EnsureRunsAsync()
    {
        try
        {
            await RunBinaryAsync("pg_ctl", "status", "--pgdata", Data);
        }
        catch (InvalidOperationException)
        {
            await StartAgainAsync();
        }
    }

    /// <summary>
    /// Ends every connection to the database of <paramref name="connectionString"/>, as an administrator may do at any
    /// time.
    /// </summary>
    public Task CutConnectionsAsync(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database;
        return ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'");
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">
    /// Connections or databases were left. The server is gone all the same.
    /// </exception>
    public async ValueTask DisposeAsync()
    {
        List<string> left = [];
        if (_runs)
        {
            left.AddRange(await ConnectionsLeftAsync(_databases.Keys, Goodbye));
            left.AddRange(_databases.Where(database => database.Value).Select(database => $"database {database.Key}"));
            await StopAsync();
        }

        if (_ownsFolder)
        {
            Directory.Delete(_folder, recursive: true);
        }

        Complain(left);
    }

    private string Data => Path.Combine(_folder, "data");

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = _port,
            Username = "postgres",
            Database = database,
            MaxPoolSize = PoolSize,
        }.ConnectionString;

    /// <summary>Lists the connections that are still open once those that were closing had time to end.</summary>
    private async Task<IReadOnlyList<string>> ConnectionsLeftAsync(ICollection<string> databases, TimeSpan patience)
    {
        foreach (var database in databases)
        {
            // Only the pool of the test itself. The pools of the service end with its host.
            await using var connection = new NpgsqlConnection(ConnectionString(database));
            NpgsqlConnection.ClearPool(connection);
        }

        var names = string.Join(", ", databases.Select(name => $"'{name}'").Append("''"));
        var since = Stopwatch.StartNew();
        for (; ; await Task.Delay(20))
        {
            var left = await QueryAsync(
                $"""
                select datname || ': ' || application_name || ', ' || state || ', ' || left(query, 80)
                from pg_stat_activity where datname in ({names})
                """
            );
            if (left.Count == 0 || since.Elapsed > patience)
            {
                return left;
            }
        }
    }

    private static void Complain(IReadOnlyList<string> left)
    {
        if (left.Count > 0)
        {
            throw new InvalidOperationException($"{left.Count} left open:\n{string.Join('\n', left)}");
        }
    }

    private async Task ExecuteAsync(string sql) => await QueryAsync(sql);

    /// <summary>Returns the first column of the result.</summary>
    private async Task<IReadOnlyList<string>> QueryAsync(string sql)
    {
        // Not pooled: an open connection would stop "create database" from copying its template.
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // this class makes the names
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetValue(0).ToString()!);
        }

        return rows;
    }

    /// <summary>
    /// Starts the server on a free port. Another process may take the port before the server does; then another port is
    /// chosen.
    /// </summary>
    private async Task StartOnFreePortAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await StartAsync(FreePort.Find());
                return;
            }
            catch (InvalidOperationException) when (attempt < 3) { }
        }
    }

    private async Task StartAsync(int port)
    {
        _port = port;
        var options = string.Create(
            CultureInfo.InvariantCulture,
            $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= "
                + $"-c fsync={(_fsync ? "on" : "off")} -c max_connections={MaxConnections}"
        );
        await RunBinaryAsync(
            "pg_ctl",
            "start",
            "--pgdata",
            Data,
            "--log",
            Path.Combine(Data, "server.log"),
            "--wait",
            "--options",
            options
        );
        _runs = true;
    }

    private Task RunBinaryAsync(string name, params string[] arguments)
    {
        var binary = Path.Combine(_binaries, name);
        return _user is null
            ? RunAsync(binary, arguments)
            : RunAsync("runuser", ["-u", _user, "--", binary, .. arguments]);
    }

    private async Task RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        using var process = _launch(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await errors}"
            );
        }
    }

    private static string FindBinaries()
    {
        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian) ? Directory.GetDirectories(debian) : [];
        var folders = new[] { Environment.GetEnvironmentVariable("PG_BIN") }
            .Concat(
                versions
                    .OrderByDescending(folder =>
                        int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version)
                            ? version
                            : 0
                    )
                    .Select(folder => Path.Combine(folder, "bin"))
            )
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));
        return folders.FirstOrDefault(folder =>
                !string.IsNullOrEmpty(folder)
                && File.Exists(Path.Combine(folder, "initdb"))
                && File.Exists(Path.Combine(folder, "pg_ctl"))
            )
            ?? throw new InvalidOperationException(
                "PostgreSQL's initdb and pg_ctl were not found: install postgresql or set PG_BIN."
            );
    }

    private static string FindUser()
    {
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        return users.Contains("postgres") ? "postgres" : "nobody";
    }
}
