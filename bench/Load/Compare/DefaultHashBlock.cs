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
        await using (var services = new ServiceGroup())
        {
            await comparison.PartAsync(
                "warm-up, Default",
                async () =>
                {
                    await services.StartAsync(comparison, [store], Cost, cancellationToken);
                    foreach (var service in services.All)
                    {
                        var rival = Rival.Find(service.Name);
                        await Comparison.WarmAsync(
                            service,
                            comparison.Sizes.DefaultHashWarm(rival is not null, rival is { IsSlow: true }),
                            comparison.Sizes.Inviters(cheap: false),
                            cancellationToken
                        );
                    }
                }
            );
            for (var round = 1; round <= comparison.Rounds; round++)
            {
                await RoundAsync(comparison, round, services, cancellationToken);
            }
        }

        await comparison.FsckAsync(store, Cost, cancellationToken);
    }

    private static async Task RoundAsync(
        Comparison comparison,
        int round,
        ServiceGroup services,
        CancellationToken cancellationToken
    )
    {
        var sizes = comparison.Sizes;
        await comparison.PartAsync(
            "bare hash",
            async () =>
                comparison.Results.BareHashes.Add(
                    await comparison.Scripts.BareHashAsync(sizes.FloorSeconds, cancellationToken)
                )
        );
        await MeasureAsync(Scenario.DefaultHash, services.All, new());
        await MeasureAsync(
            Scenario.DefaultHashLogin,
            services.Of(ComparisonResults.Own, Rival.Identity.Name),
            new() { Mode = LoadMode.Login }
        );
        await MeasureAsync(
            Scenario.DefaultHashOpen,
            services.Of(ComparisonResults.Own),
            new() { Rate = Sizes.DefaultHashOpenRate }
        );

        async Task MeasureAsync(Scenario scenario, IEnumerable<RunningService> some, LoadPlan plan)
        {
            foreach (var service in some)
            {
                await comparison.MeasureAsync(
                    scenario,
                    Cost,
                    round,
                    service,
                    plan with
                    {
                        Count =
                            plan.Rate > 0
                                ? sizes.DefaultHashOpen
                                : sizes.DefaultHash(Rival.Find(service.Name) is not null),
                        Inviters = sizes.Inviters(cheap: false),
                        Warmup = sizes.DefaultHashWarmBefore,
                    },
                    cancellationToken
                );
            }
        }
    }
}
