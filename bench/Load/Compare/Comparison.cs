using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>What every part of a comparison works with.</summary>
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

    /// <summary>Measures one run, prints it, and keeps it.</summary>
    public async Task<MeasuredRun> MeasureAsync(
        Scenario scenario,
        PasswordCost cost,
        int round,
        RunningService service,
        LoadPlan plan,
        CancellationToken cancellationToken,
        Func<CancellationToken, Task>? beside = null
    )
    {
        Console.WriteLine();
        Console.WriteLine($"Round {round}, {scenario}, {cost}, {service.Name}");
        var result = await LoadRun.ExecuteAsync(
            plan with
            {
                Url = service.Url,
                Label = service.Name,
                Watch = service.Watch,
            },
            service.Store,
            service.Accounts,
            cancellationToken,
            beside
        );
        RunSummary.Print(result);
        var run = new MeasuredRun(scenario, cost, service.Name, round, result);
        Results.Runs.Add(run);
        await lines.AddAsync(run, cancellationToken);
        return run;
    }

    /// <summary>Brings a service to speed: sign-ups that are not measured, then the database's own statistics.</summary>
    public static async Task WarmAsync(
        RunningService service,
        int count,
        int inviters,
        CancellationToken cancellationToken
    )
    {
        Console.WriteLine($"{service.Name} is warmed by {count} sign-ups.");
        var plan = new LoadPlan
        {
            Url = service.Url,
            Label = service.Name + ", warming",
            Mode = LoadMode.Spread,
            Count = count,
            Inviters = inviters,
            Warmup = 0,
            Bound = TimeSpan.FromMinutes(10),
        };
        await LoadRun.ExecuteAsync(plan, null, service.Accounts, cancellationToken);
        await service.Store.AnalyzeAsync(cancellationToken);
    }

    /// <summary>Checks a store of ours that no service writes any more.</summary>
    public async Task FsckAsync(OwnStore store, PasswordCost cost, CancellationToken cancellationToken)
    {
        if (withFsck)
        {
            var (exitCode, said) = await build.FsckAsync(store, cancellationToken);
            Console.WriteLine($"fsck of {store.Name}: {exitCode} {said}");
            Results.Fsck.Add(($"{store.Name}, {cost}", exitCode, said));
        }
    }
}
