using System.Diagnostics;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>A comparison under way: its services, sizes and results.</summary>
internal sealed class Comparison(
    RivalScripts scripts,
    PostgresCluster postgres,
    OwnBuild build,
    Sizes sizes,
    int rounds,
    ResultLines lines,
    bool withFsck
)
{
    public RivalScripts Scripts => scripts;

    public PostgresCluster Postgres => postgres;

    public OwnBuild Build => build;

    public Sizes Sizes => sizes;

    public int Rounds => rounds;

    public ComparisonResults Results { get; } = new();

    /// <summary>Measures one run, prints it, and adds it to the results.</summary>
    public async Task<MeasuredRun> MeasureAsync(
        Scenario scenario,
        PasswordCost cost,
        int round,
        RunningService service,
        LoadPlan plan,
        CancellationToken cancellationToken,
        Func<CancellationToken, Task>? meanwhile = null
    )
    {
        Console.WriteLine();
        Console.WriteLine($"Round {round}, {scenario}, {cost}, {service.Name}");
        var start = Stopwatch.GetTimestamp();
        var result = await LoadRun.ExecuteAsync(
            plan with
            {
                Urls = [service.Url],
                Label = service.Name,
                Watch = service.Watch,
            },
            service.Store,
            service.Accounts,
            cancellationToken,
            meanwhile
        );
        RunSummary.Print(result);
        Took($"{scenario}, {cost}", Stopwatch.GetElapsedTime(start));
        var run = new MeasuredRun(scenario, cost, service.Name, round, result);
        Results.Runs.Add(run);
        await lines.AddAsync(run, cancellationToken);
        return run;
    }

    /// <summary>Does a part of the comparison that is not a run, and notes how long it takes.</summary>
    public async Task PartAsync(string part, Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        Took(part, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Warms a service up by sign-ups, then updates the statistics of its database.</summary>
    public static async Task WarmAsync(
        RunningService service,
        int count,
        int inviters,
        CancellationToken cancellationToken
    )
    {
        Console.WriteLine($"Warming up {service.Name} with {count} sign-ups.");
        var plan = new LoadPlan
        {
            Urls = [service.Url],
            Label = service.Name + ", warming",
            Mode = LoadMode.Spread,
            Count = count,
            Inviters = inviters,
            Warmup = 0,
            Bound = TimeSpan.FromMinutes(10),
            Watch = service.Watch,
        };
        await LoadRun.ExecuteAsync(plan, null, service.Accounts, cancellationToken);
        await service.Store.AnalyzeAsync(cancellationToken);
    }

    /// <summary>Runs <c>fsck</c> on one of our stores, whose service has stopped.</summary>
    public async Task FsckAsync(OwnStore store, PasswordCost cost, CancellationToken cancellationToken)
    {
        if (withFsck)
        {
            var start = Stopwatch.GetTimestamp();
            var (exitCode, said) = await build.FsckAsync(store, cancellationToken);
            Took("fsck", Stopwatch.GetElapsedTime(start));
            Console.WriteLine($"fsck of {store.Name}: {exitCode} {said}");
            Results.Fsck.Add(($"{store.Name}, {cost}", exitCode, said));
        }
    }

    private void Took(string part, TimeSpan time) => Results.Times[part] = Results.Times.GetValueOrDefault(part) + time;
}
