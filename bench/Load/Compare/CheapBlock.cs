using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>
/// Measures all services with their cheapest password hash, so that frameworks and storage show their cost. All
/// services run at once and are measured in turn.
/// </summary>
internal static class CheapBlock
{
    private const PasswordCost Cost = PasswordCost.Cheap;

    /// <summary>Measures the services.</summary>
    public static async Task RunAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        var store = await OwnStore.PostgreSqlAsync(
            ComparisonResults.Own,
            "bench_cheap",
            comparison.Build.Folder,
            cancellationToken
        );
        var file = OwnStore.Sqlite(ComparisonResults.OwnOnSqlite, "sqlite-cheap", comparison.Build.Folder);
        await using (var own = await comparison.Build.StartAsync(store, Cost, comparison.Postgres, cancellationToken))
        await using (
            var onSqlite = await comparison.Build.StartAsync(file, Cost, comparison.Postgres, cancellationToken)
        )
        {
            await using var rivals = new RivalGroup();
            await rivals.StartAsync(comparison, Cost, cancellationToken);
            (RunningService Service, bool IsSlow)[] all =
            [
                (own, false),
                (onSqlite, false),
                .. rivals.All.Select(one => (one.Service, one.Rival.IsSlow)),
            ];
            foreach (var (service, slow) in all)
            {
                await Comparison.WarmAsync(
                    service,
                    comparison.Sizes.Warm(slow),
                    comparison.Sizes.Inviters(cheap: true),
                    cancellationToken
                );
            }

            for (var round = 1; round <= comparison.Rounds; round++)
            {
                await RoundAsync(comparison, round, all, own, rivals.Of(Rival.Identity), cancellationToken);
            }
        }

        await comparison.FsckAsync(store, Cost, cancellationToken);
        await comparison.FsckAsync(file, Cost, cancellationToken);
        comparison.Results.OneCallFloor = await comparison.Scripts.OneCallFloorAsync(
            comparison.Sizes.FloorSeconds,
            cancellationToken
        );
    }

    private static async Task RoundAsync(
        Comparison comparison,
        int round,
        (RunningService Service, bool IsSlow)[] all,
        RunningService own,
        RunningService identity,
        CancellationToken cancellationToken
    )
    {
        var sizes = comparison.Sizes;
        foreach (var (service, slow) in all)
        {
            await MeasureAsync(Scenario.Spread, service, new() { Url = service.Url, Count = sizes.Spread(slow) });
        }

        foreach (var (service, slow) in all)
        {
            await MeasureAsync(
                Scenario.Hot,
                service,
                new()
                {
                    Url = service.Url,
                    Mode = LoadMode.Hot,
                    Count = sizes.Hot(slow),
                }
            );
        }

        // Each round races for another field.
        var field = Enum.GetValues<RaceField>()[(round - 1) % Enum.GetValues<RaceField>().Length];
        foreach (var (service, slow) in all)
        {
            await MeasureAsync(
                Scenario.Race,
                service,
                new()
                {
                    Url = service.Url,
                    Mode = LoadMode.Race,
                    Race = field,
                    Count = sizes.RacedNames(slow),
                }
            );
        }

        foreach (var service in new[] { own, identity })
        {
            await MeasureAsync(
                Scenario.Login,
                service,
                new()
                {
                    Url = service.Url,
                    Mode = LoadMode.Login,
                    Count = sizes.LogIns,
                }
            );
        }

        foreach (var service in new[] { own, identity })
        {
            await MeasureAsync(
                Scenario.Open,
                service,
                new()
                {
                    Url = service.Url,
                    Rate = Sizes.OpenRate,
                    Count = sizes.Open,
                }
            );
        }

        Task<MeasuredRun> MeasureAsync(Scenario scenario, RunningService service, LoadPlan plan) =>
            comparison.MeasureAsync(
                scenario,
                Cost,
                round,
                service,
                plan with
                {
                    Inviters = sizes.Inviters(cheap: true),
                    Warmup = Sizes.WarmBefore(plan.Count),
                },
                cancellationToken
            );
    }
}
