using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Npgsql;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>
/// Some nodes over one PostgreSQL server of their own, each a process. Under root every connection from a node to
/// another node and to the database goes through a relay, and the database has a small disk in memory. Without root
/// only the connections to the database are relayed.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // The exit code of a program that cannot start with its settings.
    private const int RefusedToStart = 2;

    private readonly Room _room = Room.Shared();
    private readonly DirectoryInfo _folder;

    private Cluster(DirectoryInfo folder, Disk disk, PostgresServer server, string database)
    {
        (_folder, Disk, Server, Database) = (folder, disk, server, database);
        Certificate = Path.Combine(folder.FullName, "cluster.pem");
    }

    public Disk Disk { get; }

    public PostgresServer Server { get; }

    /// <summary>The connection string of the database, past all relays.</summary>
    public string Database { get; }

    public IReadOnlyList<Node> Nodes { get; private set; } = [];

    /// <summary>Whether connections between nodes are relayed.</summary>
    public static bool HasOwnNetworks => Environment.UserName == "root";

    private string Certificate { get; }

    /// <summary>Starts the database and the nodes, and waits until all are ready.</summary>
    /// <param name="folder">For logs and data.</param>
    public static async Task<Cluster> StartAsync(DirectoryInfo folder, int nodes, long diskBytes)
    {
        // PostgreSQL, which refuses root, passes through it as another user.
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        }

        var disk = Disk.Make(folder.CreateSubdirectory("database").FullName, diskBytes);
        Cluster? cluster = null;
        try
        {
            var server = await PostgresServer.StartAsync(folder: disk.Folder, launch: disk.Room.Start);
            cluster = new(folder, disk, server, await server.CreateDatabaseAsync());
            await cluster.MakeCertificateAsync();
            cluster.AddNodes(nodes);

            // One after another: the first one migrates the schema.
            foreach (var node in cluster.Nodes)
            {
                node.Start();
                await UntilReadyAsync(node);
            }

            return cluster;
        }
        catch
        {
            await (cluster?.DisposeAsync() ?? default);
            throw;
        }
    }

    /// <summary>Waits until a node is ready.</summary>
    public static async Task UntilReadyAsync(Node node)
    {
        var since = Stopwatch.StartNew();
        var before = node.Deaths.Count; // a node that started while PostgreSQL was down refused, too
        while (!await node.IsReadyAsync(TimeSpan.FromSeconds(5)))
        {
            var refuses = node.Deaths.Skip(before).Contains(RefusedToStart);
            Assert.True(
                since.Elapsed < Patience && !refuses,
                $"Node {node.Number} did not get ready: {node.LastLines}"
            );
            await Task.Delay(50);
        }
    }

    /// <summary>Runs <c>Silo fsck</c> on the store.</summary>
    public async Task<(int ExitCode, string Said)> FsckAsync() => await RunSiloAsync("fsck");

    /// <summary>Makes an account an administrator.</summary>
    public async Task GrantAsync(string username)
    {
        var (exitCode, said) = await RunSiloAsync("admin", "grant", username, "--reason", "chaos");
        Assert.True(exitCode == 0, said);
    }

    /// <summary>Reads rows of the database.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> row)
    {
        await using var connection = new NpgsqlConnection(Database + ";Pooling=false;Command Timeout=300");
        await connection.OpenAsync();
#pragma warning disable CA2100 // only constants of this suite
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        List<T> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        await Server.DisposeAsync();
        Disk.Dispose();
        _room.Dispose();
    }

    private void AddNodes(int count)
    {
        var server = new NpgsqlConnectionStringBuilder(Database);
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        Nodes =
        [
            .. Enumerable
                .Range(1, count)
                .Select(number =>
                {
                    var room = HasOwnNetworks ? Room.WithNetwork() : Room.Shared();
                    var address = HasOwnNetworks ? NodeAddress.InOwnNetwork(number) : NodeAddress.OnFreePorts();
                    return new Node(number, room, address, _folder, Settings(address, server, secret));
                }),
        ];
        foreach (var node in Nodes)
        {
            node.RelayDatabase(_room, new(IPAddress.Loopback, server.Port));
            foreach (var other in Nodes.Where(other => HasOwnNetworks && other != node))
            {
                node.RelayNode(other);
            }
        }
    }

    /// <summary>Settings of a node: cheap hashes, no captcha, no limits, short leases.</summary>
    private Dictionary<string, string> Settings(
        NodeAddress address,
        NpgsqlConnectionStringBuilder server,
        string secret
    ) =>
        new()
        {
            ["Cluster__Mode"] = "Clustered",
            ["Cluster__AdvertisedIP"] = $"{address.Silo.Address}",
            ["Cluster__GatewayPort"] = Text(address.GatewayPort),
            ["Cluster__Certificate"] = Certificate,
            ["Cluster__DrainSeconds"] = "1",
            ["ConnectionStrings__Registration"] = new NpgsqlConnectionStringBuilder(server.ConnectionString)
            {
                Host = $"{address.Database.Address}",
                Port = address.Database.Port,
            }.ConnectionString,
            ["Keys__MasterSecret"] = secret,
            ["PublicUrl"] = Node.PublicUrl,
            ["Captcha__Provider"] = "None",
            ["Passwords__MemoryKiB"] = "8",
            ["Passwords__Iterations"] = "1",
            ["RateLimits__Enabled"] = "false",
            ["Registration__LeaseSeconds"] = "5",
            ["Mail__RetrySeconds"] = "1",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__OrleansRegistration"] = "Information",
        };

    private async Task MakeCertificateAsync()
    {
        var (exitCode, said) = await RunSiloAsync("certificate", Certificate);
        Assert.True(exitCode == 0, said);
    }

    private async Task<(int ExitCode, string Said)> RunSiloAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Silo.dll"), .. arguments])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DataDirectory"] = _folder.CreateSubdirectory("silo").FullName,
                ["ConnectionStrings__Registration"] = Database,
            },
        };
        using var program = Process.Start(start)!;
        var errors = program.StandardError.ReadToEndAsync();
        var output = await program.StandardOutput.ReadToEndAsync();
        await program.WaitForExitAsync();
        return (program.ExitCode, (output + await errors).Trim());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
