using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace OrleansRegistration.Storage;

/// <summary>
/// A PostgreSQL cluster of the tests' own: a temporary folder, a free port on 127.0.0.1 with trust authentication, no Unix socket. Needs the
/// server's binaries only: those of <c>PG_BIN</c>, the newest in <c>/usr/lib/postgresql</c>, or those on <c>PATH</c>. As root it runs as user
/// <c>postgres</c> or <c>nobody</c>, because PostgreSQL refuses root. Disposing stops it and removes the folder.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _binaries;
    private readonly string? _user;
    private readonly string _folder;
    private readonly bool _fsync;
    private int _port;

    private PostgresServer(bool fsync)
    {
        _binaries = FindBinaries();
        _user = Environment.UserName == "root" ? FindUser() : null;
        _folder = Directory.CreateTempSubdirectory("registration-postgres-").FullName;
        _fsync = fsync;
    }

    /// <summary>Makes and starts a cluster.</summary>
    /// <param name="fsync">Off is faster, and loses data in a crash of the machine only.</param>
    /// <exception cref="InvalidOperationException">There are no binaries, or one of them failed; the message holds its output.</exception>
    public static async Task<PostgresServer> StartAsync(bool fsync = true)
    {
        var server = new PostgresServer(fsync);
        try
        {
            if (server._user is not null)
            {
                await RunAsync("chown", [server._user, server._folder]);
            }

            await server.RunBinaryAsync("initdb", "--pgdata", server.Data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync");
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(ConnectionString("postgres"), $"create database {name}");
        return ConnectionString(name);
    }

    /// <summary>Stops the server as a crash would, and starts it again on the same port.</summary>
    public async Task RestartAsync()
    {
        await RunBinaryAsync("pg_ctl", "stop", "--pgdata", Data, "--mode", "immediate", "--wait");
        await StartAsync(_port);
    }

    /// <summary>Ends every connection to the database of <paramref name="connectionString"/>, as an administrator may at any time.</summary>
    public Task CutConnectionsAsync(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database;
        return ExecuteAsync(ConnectionString("postgres"), $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await RunBinaryAsync("pg_ctl", "stop", "--pgdata", Data, "--mode", "immediate", "--wait");
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = _port, Username = "postgres", Database = database }.ConnectionString;

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        // Not pooled: a connection left open would keep "create database" from copying its template.
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // Names made above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Between choosing a free port and using it another process may take it; then another one is chosen.</summary>
    private async Task StartOnFreePortAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await StartAsync(FreePort());
                return;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
            }
        }
    }

    private async Task StartAsync(int port)
    {
        _port = port;
        var options = string.Create(CultureInfo.InvariantCulture, $"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync={(_fsync ? "on" : "off")} -c max_connections=200");
        await RunBinaryAsync("pg_ctl", "start", "--pgdata", Data, "--log", Path.Combine(Data, "server.log"), "--wait", "--options", options);
    }

    private Task RunBinaryAsync(string name, params string[] arguments)
    {
        var binary = Path.Combine(_binaries, name);
        return _user is null ? RunAsync(binary, arguments) : RunAsync("runuser", ["-u", _user, "--", binary, .. arguments]);
    }

    private static async Task RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output}{await errors}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string FindBinaries()
    {
        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian) ? Directory.GetDirectories(debian) : [];
        var folders = new[] { Environment.GetEnvironmentVariable("PG_BIN") }
            .Concat(versions.OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0).Select(folder => Path.Combine(folder, "bin")))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator));
        return folders.FirstOrDefault(folder => !string.IsNullOrEmpty(folder) && File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")))
            ?? throw new InvalidOperationException("PostgreSQL's initdb and pg_ctl were not found: install postgresql or set PG_BIN.");
    }

    private static string FindUser()
    {
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        return users.Contains("postgres") ? "postgres" : "nobody";
    }
}
