using System.Diagnostics;
using System.Globalization;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;
using OrleansRegistration.Bench.Wire;

namespace OrleansRegistration.Bench.Cold;

/// <summary>
/// Starts services in turn, each on a store that it has used before, and signs up as soon as it answers. Activation is
/// required, and mails go to a folder. The first turn of each service makes its store and is not counted.
/// </summary>
internal sealed class ColdRun(PostgresCluster postgres, PasswordCost cost, int count, int clients)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly List<(string Name, Func<RunningService> Start)> _services = [];
    private readonly List<Turn> _turns = [];

    /// <summary>Adds a build of our service, on SQLite and on PostgreSQL.</summary>
    public async Task AddAsync(string name, OwnBuild build, CancellationToken cancellationToken)
    {
        var sqlite = OwnStore.Sqlite($"{name}, SQLite", "sqlite", build.Folder);
        var database = string.Create(CultureInfo.InvariantCulture, $"bench_cold_{_services.Count}");
        var store = await OwnStore.PostgreSqlAsync($"{name}, PostgreSQL", database, build.Folder, cancellationToken);
        _services.Add((sqlite.Name, () => build.Start(sqlite, cost, null)));
        _services.Add((store.Name, () => build.Start(store, cost, postgres)));
    }

    /// <summary>Adds a rival.</summary>
    public async Task AddAsync(Rival rival, RivalScripts scripts, CancellationToken cancellationToken)
    {
        await PostgresCluster.CreateAsync(rival.Database, cancellationToken);
        _services.Add((rival.Name, () => scripts.Start(rival, cost, postgres)));
    }

    /// <summary>Measures every service in every round.</summary>
    public async Task ExecuteAsync(int rounds, CancellationToken cancellationToken)
    {
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var (name, start) in _services)
            {
                var turn = await MeasureAsync(name, start, cancellationToken);
                Console.WriteLine(turn);
                if (round > 0)
                {
                    _turns.Add(turn);
                }
            }
        }
    }

    /// <summary>The medians of the rounds, with the least and the most.</summary>
    public MarkdownTable Table()
    {
        var table = new MarkdownTable(
            "service",
            "start to first 201, ms",
            "its CPU, ms",
            $"next {count}: p50 ms",
            "p99 ms",
            "sign-ups/s",
            "CPU ms each",
            "RSS MiB"
        );
        foreach (var turns in _turns.GroupBy(turn => turn.Name))
        {
            table.Add(
                turns.Key,
                Of(turns, turn => turn.FirstMs, "0"),
                Of(turns, turn => turn.FirstCpuMs, "0"),
                Of(turns, turn => turn.Next.P50, "0.0"),
                Of(turns, turn => turn.Next.P99, "0.0"),
                Of(turns, turn => turn.PerSecond, "0"),
                Of(turns, turn => turn.CpuMsEach, "0.0"),
                Of(turns, turn => turn.ResidentMiB, "0")
            );
        }

        return table;
    }

    private async Task<Turn> MeasureAsync(string name, Func<RunningService> start, CancellationToken cancellationToken)
    {
        var names = new NameSeries();
        var begin = Stopwatch.GetTimestamp();
        await using var service = start();
        using var client = new ServiceClient([service.Url], clients);
        while (await SignUpAsync('f', 0) is var first && !Reply.IsAccepted(first))
        {
            if (service.HasEnded || Stopwatch.GetElapsedTime(begin) > Patience)
            {
                throw new InvalidOperationException($"{name} did not accept a sign-up: {Reply.Name(first)}.");
            }

            await Task.Delay(Pause, cancellationToken);
        }

        var firstMs = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        var firstCpu = ProcessTree.ProcessorSeconds([service.Process])[0];
        var tally = new Tally();
        var since = Stopwatch.GetTimestamp();
        await ClosedLoop.RunAsync(
            count,
            clients,
            Patience,
            async number =>
            {
                var sent = Stopwatch.GetTimestamp();
                tally.Add(await SignUpAsync('n', number), sent);
            }
        );
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        var cpu = ProcessTree.ProcessorSeconds([service.Process])[0] - firstCpu;
        return tally.Count(Reply.IsAccepted) == count
            ? new(
                name,
                firstMs,
                firstCpu * 1000,
                tally.Accepted,
                count / seconds,
                cpu * 1000 / count,
                ProcessTree.MemoryMiB(service.Process).Resident
            )
            : throw new InvalidOperationException($"{name} refused sign-ups: {string.Join(", ", tally.Statuses())}.");

        Task<int> SignUpAsync(char phase, int number) =>
            client.SignUpAsync(SignUpBody.Fresh(names, phase, number, []), cancellationToken);
    }

    private static string Of(IEnumerable<Turn> turns, Func<Turn, double> read, string format) =>
        Median.Text(turns.Select(read), format);

    private sealed record Turn(
        string Name,
        double FirstMs,
        double FirstCpuMs,
        Latency Next,
        double PerSecond,
        double CpuMsEach,
        double ResidentMiB
    );
}
