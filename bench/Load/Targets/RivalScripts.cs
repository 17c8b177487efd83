using System.Diagnostics;
using System.Globalization;
using OrleansRegistration.Bench.Compare;

namespace OrleansRegistration.Bench.Targets;

/// <summary>
/// The scripts that build and start the rivals and their PostgreSQL; see <c>bench/rivals/README.md</c>.
/// </summary>
internal sealed class RivalScripts(DirectoryInfo folder)
{
    private const int HashColumns = 4;
    private const string Libsodium = "Argon2id NSec";
    private const string OwnHash = "Argon2id of this service, wiped";

    /// <summary>Installs and builds the rivals, unless they are built already.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        Console.WriteLine("Building the rivals; the first time takes minutes.");
        return RunAsync("setup.sh", [], null, cancellationToken);
    }

    /// <summary>Runs <c>pg.sh</c> with an action, and returns what it prints.</summary>
    public Task<string> PostgresAsync(string action, CancellationToken cancellationToken) =>
        RunAsync("pg.sh", [action], PostgresCluster.Environment, cancellationToken);

    /// <summary>Whether the rivals' PostgreSQL runs.</summary>
    public async Task<bool> PostgresRunsAsync(CancellationToken cancellationToken) =>
        (
            await Executable.TryAsync(Script("pg.sh"), ["status"], PostgresCluster.Environment, cancellationToken)
        ).ExitCode == 0;

    /// <summary>Starts a rival on a free port and on an empty database.</summary>
    public async Task<RunningService> StartAsync(
        Rival rival,
        PasswordCost cost,
        PostgresCluster postgres,
        CancellationToken cancellationToken
    )
    {
        await PostgresCluster.DropAsync(rival.Database, cancellationToken);
        var port = FreePort.Find();
        string[] arguments =
        [
            rival.Script,
            "start",
            CostName(cost),
            .. rival.Variant is { } variant ? new[] { variant } : [],
        ];
        var process = await RunAsync(
            "run.sh",
            arguments,
            new Dictionary<string, string>(PostgresCluster.Environment) { [rival.PortVariable] = port },
            cancellationToken
        );
        return Running(rival, port, int.Parse(process, CultureInfo.InvariantCulture), postgres);
    }

    /// <summary>Starts a rival on a free port and on its database, which must exist. Does not wait for it.</summary>
    public RunningService Start(Rival rival, PasswordCost cost, PostgresCluster postgres)
    {
        var port = FreePort.Find();
        var start = new ProcessStartInfo(
            Script("run.sh"),
            [rival.Script, "exec", CostName(cost), .. rival.Variant is { } variant ? new[] { variant } : []]
        )
        {
            Environment = { [rival.PortVariable] = port },
        };
        foreach (var (name, value) in PostgresCluster.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        return Running(rival, port, process.Id, postgres);
    }

    /// <summary>
    /// Measures the milliseconds of CPU that PostgreSQL needs for a sign-up in one call, without a web server.
    /// </summary>
    public async Task<double> OneCallFloorAsync(int seconds, CancellationToken cancellationToken)
    {
        var output = await RunAsync(
            "floor/run.sh",
            [seconds.ToString(CultureInfo.InvariantCulture), "1"],
            PostgresCluster.Environment,
            cancellationToken
        );
        var row = output
            .Split('\n')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .First(cells => cells.Length > 5 && cells[1] == "one-call");
        return double.Parse(row[5], CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// Measures Argon2id with the cost of our service and nothing else: that of libsodium, and that of our service.
    /// </summary>
    public async Task<BareHash> BareHashAsync(int seconds, CancellationToken cancellationToken)
    {
        var output = await RunAsync(
            "hashfloor/run.sh",
            [seconds.ToString(CultureInfo.InvariantCulture), Libsodium, OwnHash],
            null,
            cancellationToken
        );
        double[] own = Row(OwnHash, threads: "2");
        return new(Row(Libsodium, threads: "2")[0], own[0], own[1], Row(OwnHash, threads: "1")[1]);

        // The row ends with threads, hashes a second, CPU ms for each, and memory.
        double[] Row(string name, string threads) =>
            output
                .Split('\n')
                .Where(line => line.StartsWith(name, StringComparison.Ordinal))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^HashColumns..])
                .Where(columns => columns[0] == threads)
                .Select(columns => columns[1..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)))
                .First()
                .ToArray();
    }

    private static string CostName(PasswordCost cost) => cost == PasswordCost.Cheap ? "cheap" : "default";

    private static RunningService Running(Rival rival, string port, int process, PostgresCluster postgres) =>
        new(
            rival.Name,
            new($"http://127.0.0.1:{port}"),
            process,
            postgres.Postmaster,
            SqlAccountStore.PostgreSql(PostgresCluster.ConnectionString(rival.Database), rival.Queries)
        );

    private string Script(string name) => Path.Combine(folder.FullName, name);

    private Task<string> RunAsync(
        string script,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancellationToken
    ) => Executable.RunAsync(Script(script), arguments, environment, cancellationToken);
}
