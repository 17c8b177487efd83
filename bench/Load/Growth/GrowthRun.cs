using System.Globalization;
using OrleansRegistration.Bench.Compare;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Growth;

/// <summary>
/// Sends the same load to our service with few and with many accounts. All services run at once and are measured in
/// turn.
/// </summary>
internal static class GrowthRun
{
    /// <summary>Fills the stores, measures, and checks the stores.</summary>
    public static async Task<IReadOnlyList<GrownStore>> ExecuteAsync(
        GrowthPlan plan,
        OwnBuild build,
        PostgresCluster postgres,
        ResultLines lines,
        CancellationToken cancellationToken
    )
    {
        var stores = await MakeAsync(plan, build, cancellationToken);
        var services = new List<(GrownStore Grown, RunningService Service)>();
        try
        {
            foreach (var grown in stores.Where(grown => grown.SeedExitCode == 0))
            {
                var service = await build.StartAsync(grown.Store, PasswordCost.Cheap, postgres, cancellationToken);
                services.Add((grown, service));
                await Comparison.WarmAsync(service, plan.Warm, plan.Inviters, cancellationToken);
            }

            for (var round = 1; round <= plan.Rounds; round++)
            {
                foreach (var (grown, service) in services)
                {
                    await MeasureAsync(plan, grown, service, round, lines, cancellationToken);
                }
            }
        }
        finally
        {
            foreach (var (_, service) in services)
            {
                await service.DisposeAsync();
            }
        }

        foreach (var (grown, _) in services.Where(_ => plan.WithFsck))
        {
            (grown.FsckExitCode, var said) = await build.FsckAsync(grown.Store, cancellationToken);
            Console.WriteLine($"fsck of {grown.Store.Name}: {grown.FsckExitCode} {said}");
        }

        return stores;
    }

    private static async Task<List<GrownStore>> MakeAsync(
        GrowthPlan plan,
        OwnBuild build,
        CancellationToken cancellationToken
    )
    {
        var stores = new List<GrownStore>();
        foreach (var size in plan.Sizes)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"grown_{size}");
            stores.Add(
                new(
                    await OwnStore.PostgreSqlAsync(
                        $"PostgreSQL {size}",
                        "bench_" + name,
                        build.Folder,
                        cancellationToken
                    ),
                    size
                )
            );
            stores.Add(new(OwnStore.Sqlite($"SQLite {size}", "sqlite-" + name, build.Folder), size));
        }

        foreach (var grown in stores.Where(grown => grown.Accounts > 0))
        {
            (grown.SeedExitCode, var said) = await build.SeedAsync(grown.Store, grown.Accounts, cancellationToken);
            Console.WriteLine($"seed of {grown.Store.Name}: {grown.SeedExitCode} {said}");
        }

        return stores;
    }

    private static async Task MeasureAsync(
        GrowthPlan plan,
        GrownStore grown,
        RunningService service,
        int round,
        ResultLines lines,
        CancellationToken cancellationToken
    )
    {
        Console.WriteLine();
        Console.WriteLine($"Round {round}, {service.Name} accounts at first");
        var load = new LoadPlan
        {
            Urls = [service.Url],
            Label = service.Name,
            Count = plan.Count,
            Inviters = plan.Inviters,
            Warmup = Sizes.WarmBefore(plan.Count),
            Watch = service.Watch,
        };
        var result = await LoadRun.ExecuteAsync(load, service.Store, service.Accounts, cancellationToken);
        RunSummary.Print(result);
        grown.Results.Add(result);
        await lines.AddAsync(
            $$"""{"accounts":{{grown.Accounts}},"round":{{round}},"result":{{result.ToJson()}}}""",
            cancellationToken
        );
    }
}
