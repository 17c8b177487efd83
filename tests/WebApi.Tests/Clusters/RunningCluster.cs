using System.Globalization;
using Npgsql;
using OrleansRegistration.Hosting;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>Nodes as processes of their own on one PostgreSQL store. Disposing kills all of them.</summary>
internal sealed class RunningCluster : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("webapi-cluster-");
    private readonly List<RunningProcess> _processes = [];
    private readonly Dictionary<string, string> _settings;

    private RunningCluster(PostgresServer server, string database, Dictionary<string, string> settings)
    {
        (Server, Database) = (server, database);
        Certificate = NewCertificate("cluster.pem");
        _settings = new(settings)
        {
            ["ConnectionStrings__Registration"] = database,
            ["Keys__MasterSecret"] = "of all nodes of the tests' running clusters",
            ["Cluster__Certificate"] = Certificate,
            ["Cluster__DrainSeconds"] = settings.GetValueOrDefault("Cluster__DrainSeconds", "0"),
        };
    }

    public PostgresServer Server { get; }

    /// <summary>The connection string of the store.</summary>
    public string Database { get; }

    /// <summary>The file with the certificate of the nodes.</summary>
    public string Certificate { get; }

    /// <summary>Makes a store for nodes. Starts none.</summary>
    /// <param name="settings">Settings of every node.</param>
    public static async Task<RunningCluster> CreateAsync(Dictionary<string, string>? settings = null)
    {
        var server = await PostgresServer.StartAsync(fsync: false);
        return new(server, await server.CreateDatabaseAsync(), settings ?? []);
    }

    /// <summary>Starts one node after the other: the Web API and a silo in one process.</summary>
    /// <param name="settings">These settings win over those of every node.</param>
    public Task<RunningService> StartNodeAsync(Dictionary<string, string>? settings = null) =>
        StartAsync(() => LaunchNode(settings), node => node.UntilReadyAsync());

    /// <summary>Starts a node without waiting until it is ready.</summary>
    /// <param name="settings">These settings win over those of every node.</param>
    public RunningService LaunchNode(Dictionary<string, string>? settings = null) =>
        Add(
            RunningService.Launch(
                NewData(),
                Quiet().Append(new("Cluster__Mode", "Clustered")).Concat(_settings).Concat(settings ?? [])
            )
        );

    /// <summary>Starts a Web API without a silo, without waiting until it is ready.</summary>
    public RunningService LaunchWebApi() => LaunchNode(new() { ["Cluster__Mode"] = "Client" });

    /// <summary>Starts a silo without a Web API, and waits until it serves.</summary>
    public Task<RunningSilo> StartSiloAsync(Dictionary<string, string>? settings = null) =>
        StartAsync(
            () => Add(RunningSilo.Launch(NewData(), _settings.Concat(settings ?? []))),
            silo => silo.UntilServesAsync()
        );

    /// <summary>Runs a program on the store, which must not start. Returns the line that it wrote.</summary>
    /// <param name="arguments">These settings win over those of every node.</param>
    public Task<string> RefusedAsync(string program, params string[] arguments) =>
        RunningProcess.RefusedAsync(program, NewData(), _settings, arguments);

    /// <summary>Makes a certificate of a cluster.</summary>
    /// <returns>The path of its file.</returns>
    public string NewCertificate(string name)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, ClusterCertificate.Create());
        return file;
    }

    /// <summary>Counts the members in the store that are not dead.</summary>
    public async Task<long> CountMembersAsync(bool active = false, bool joining = false)
    {
        const int Joining = 2;
        const int Active = 3;
        const int Dead = 6;
        await using var connection = new NpgsqlConnection(Database + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            """
            select count(*) from orleansmembershiptable
            where status <> @dead and (not @active or status = @active_status)
                and (not @joining or status <= @joining_status)
            """,
            connection
        );
        command.Parameters.AddWithValue("dead", Dead);
        command.Parameters.AddWithValue("active_status", Active);
        command.Parameters.AddWithValue("joining_status", Joining);
        command.Parameters.AddWithValue("active", active);
        command.Parameters.AddWithValue("joining", joining);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public async ValueTask DisposeAsync()
    {
        _processes.ForEach(process => process.Dispose());
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>
    /// Starts a member. On a machine that is too busy the others may take one that starts for dead, and it ends. It is
    /// started again, as systemd would do.
    /// </summary>
    private static async Task<T> StartAsync<T>(Func<T> launch, Func<T, Task> ready)
        where T : RunningProcess
    {
        for (var starts = 1; ; starts++)
        {
            var member = launch();
            try
            {
                await ready(member);
                return member;
            }
            catch (Exception) when (starts < 3 && member.HasEnded && member.Log.Any(IsExclusion))
            {
                // It left nothing that the next start could meet.
            }
        }

        static bool IsExclusion(string line) => line.Contains("I have been told I am dead", StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Quiet() =>
        new()
        {
            ["RateLimits__Enabled"] = "false",
            ["Registration__LeaseSeconds"] = "1",
            ["Logging__LogLevel__Default"] = "None",
            ["Logging__LogLevel__OrleansRegistration"] = "Warning",
        };

    private DirectoryInfo NewData() =>
        _folder.CreateSubdirectory(string.Create(CultureInfo.InvariantCulture, $"node-{Guid.NewGuid():N}"));

    private T Add<T>(T process)
        where T : RunningProcess
    {
        _processes.Add(process);
        return process;
    }
}
