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
        (RunningService Service, bool IsSlow)[] two = [(own, false), (identity, false)];

        // Each round races for another field.
        var field = Enum.GetValues<RaceField>()[(round - 1) % Enum.GetValues<RaceField>().Length];
        await MeasureAsync(Scenario.Spread, all, plan => plan, sizes.Spread);
        await MeasureAsync(Scenario.Hot, all, plan => plan with { Mode = LoadMode.Hot }, sizes.Hot);
        await MeasureAsync(
            Scenario.Race,
            all,
            plan => plan with { Mode = LoadMode.Race, Race = field },
            sizes.RacedNames
        );
        await MeasureAsync(Scenario.Login, two, plan => plan with { Mode = LoadMode.Login }, _ => sizes.LogIns);
        await MeasureAsync(Scenario.Open, two, plan => plan with { Rate = Sizes.OpenRate }, _ => sizes.Open);

        async Task MeasureAsync(
            Scenario scenario,
            (RunningService Service, bool IsSlow)[] services,
            Func<LoadPlan, LoadPlan> adapt,
            Func<bool, int> count
        )
        {
            foreach (var (service, slow) in services)
            {
                var plan = new LoadPlan
                {
                    Url = service.Url,
                    Count = count(slow),
                    Inviters = sizes.Inviters(cheap: true),
                    Users = sizes.Users,
                    Warmup = Sizes.WarmBefore(count(slow)),
                };
                await comparison.MeasureAsync(scenario, Cost, round, service, adapt(plan), cancellationToken);
            }
        }
    }
}
