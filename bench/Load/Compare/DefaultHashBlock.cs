using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>Measures all services with their own default hash, and our hash function alone.</summary>
internal static class DefaultHashBlock
{
    private const PasswordCost Cost = PasswordCost.Default;

    /// <summary>Measures the services in turn.</summary>
    public static async Task RunAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        var store = await OwnStore.PostgreSqlAsync(
            ComparisonResults.Own,
            "bench_default",
            comparison.Build.Folder,
            cancellationToken
        );
        await using (var own = await comparison.Build.StartAsync(store, Cost, comparison.Postgres, cancellationToken))
        {
            await using var rivals = new RivalGroup();
            await rivals.StartAsync(comparison, Cost, cancellationToken);
            (RunningService Service, bool IsRival)[] all =
            [
                (own, false),
                .. rivals.All.Select(one => (one.Service, true)),
            ];
            foreach (var (service, _) in all)
            {
                await Comparison.WarmAsync(
                    service,
                    comparison.Sizes.DefaultHashWarm,
                    comparison.Sizes.Inviters(cheap: false),
                    cancellationToken
                );
            }

            for (var round = 1; round <= comparison.Rounds; round++)
            {
                comparison.Results.HashesPerSecond.Add(
                    await comparison.Scripts.HashesPerSecondAsync(comparison.Sizes.FloorSeconds, cancellationToken)
                );
                foreach (var (service, rival) in all)
                {
                    var plan = new LoadPlan
                    {
                        Url = service.Url,
                        Count = comparison.Sizes.DefaultHash(rival),
                        Inviters = comparison.Sizes.Inviters(cheap: false),
                        Warmup = comparison.Sizes.DefaultHashWarm,
                    };
                    await comparison.MeasureAsync(Scenario.DefaultHash, Cost, round, service, plan, cancellationToken);
                }
            }
        }

        await comparison.FsckAsync(store, Cost, cancellationToken);
    }
}
