using System.Globalization;

namespace OrleansRegistration.Bench.Targets;

/// <summary>The rivals' scripts, in a folder of their own; its README says what they do.</summary>
internal sealed class PeerScripts(DirectoryInfo folder)
{
    private const int HashColumns = 4;

    private static string State =>
        Environment.GetEnvironmentVariable("PEERS_STATE") ?? Path.Combine(Path.GetTempPath(), "registration-peers");

    /// <summary>Installs and builds the rivals, unless that was done.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        string[] needed =
        [
            "build/publish/aspnet-identity/release/aspnet-identity.dll",
            "build/publish/hashfloor/release/hashfloor",
            "better-auth/node_modules",
        ];
        if (needed.All(path => Path.Exists(Path.Combine(State, path))))
        {
            return;
        }

        Console.WriteLine("The rivals are installed and built; this takes minutes.");
        await RunAsync("setup.sh", [], null, cancellationToken);
    }

    /// <summary><c>pg.sh</c>; what it prints.</summary>
    public Task<string> PostgresAsync(string action, CancellationToken cancellationToken) =>
        RunAsync("pg.sh", [action], null, cancellationToken);

    /// <summary>Whether the rivals' PostgreSQL is up.</summary>
    public async Task<bool> PostgresRunsAsync(CancellationToken cancellationToken) =>
        (await Executable.TryAsync(Script("pg.sh"), ["status"], null, cancellationToken)).ExitCode == 0;

    /// <summary>Starts a rival on a free port, on an empty database.</summary>
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
            rival.Peer,
            "start",
            cost == PasswordCost.Cheap ? "cheap" : "default",
            .. rival.Variant is { } variant ? new[] { variant } : [],
        ];

        // Not its own file of process ids: two variants of a rival are up at once, and each is stopped by its id.
        var process = await RunAsync(
            "run.sh",
            arguments,
            new Dictionary<string, string> { [rival.PortVariable] = port },
            cancellationToken
        );
        var store = SqlAccountStore.PostgreSql(PostgresCluster.ConnectionString(rival.Database), rival.Queries);
        return new(
            rival.Name,
            new($"http://127.0.0.1:{port}"),
            int.Parse(process, CultureInfo.InvariantCulture),
            postgres.Postmaster,
            store
        );
    }

    /// <summary>What PostgreSQL needs for one sign-up in one call, without a web server: milliseconds of its processor time.</summary>
    public async Task<double> OneCallFloorAsync(int seconds, CancellationToken cancellationToken)
    {
        var output = await RunAsync(
            "floor/run.sh",
            [seconds.ToString(CultureInfo.InvariantCulture), "1"],
            null,
            cancellationToken
        );
        var row = output
            .Split('\n')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .First(cells => cells.Length > 5 && cells[1] == "one-call");
        return double.Parse(row[5], CultureInfo.InvariantCulture);
    }

    /// <summary>Argon2id hashes a second, by the library and with the cost that our service uses, on both cores and nothing else.</summary>
    public async Task<double> HashesPerSecondAsync(int seconds, CancellationToken cancellationToken)
    {
        var output = await RunAsync(
            "hashfloor/run.sh",
            [seconds.ToString(CultureInfo.InvariantCulture)],
            null,
            cancellationToken
        );
        var rows = output
            .Split('\n')
            .Where(line => line.StartsWith("Argon2id NSec", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^HashColumns..]);
        return double.Parse(rows.First(columns => columns[0] == "2")[1], CultureInfo.InvariantCulture);
    }

    private string Script(string name) => Path.Combine(folder.FullName, name);

    private Task<string> RunAsync(
        string script,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment,
        CancellationToken cancellationToken
    ) => Executable.RunAsync(Script(script), arguments, environment, cancellationToken);
}
