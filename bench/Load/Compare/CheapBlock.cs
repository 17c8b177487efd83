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
        var stores = await CheapStores.CreateAsync(comparison, cancellationToken);
        await using (var services = new ServiceGroup())
        {
            await comparison.PartAsync(
                "warm-up, Cheap",
                async () =>
                {
                    await services.StartAsync(comparison, stores.All, Cost, cancellationToken);
                    foreach (var service in services.All)
                    {
                        await Comparison.WarmAsync(
                            service,
                            comparison.Sizes.Warm(IsSlow(service)),
                            comparison.Sizes.Inviters(cheap: true),
                            cancellationToken
                        );
                    }
                }
            );
            for (var round = 1; round <= comparison.Rounds; round++)
            {
                await RoundAsync(comparison, round, services, cancellationToken);
            }

            comparison.Results.WaitingMails = (
                comparison.Sizes.WaitingMails,
                await stores.Mails.CountAsync(cancellationToken)
            );
        }

        foreach (var store in stores.All)
        {
            await comparison.FsckAsync(store, Cost, cancellationToken);
        }

        await comparison.PartAsync(
            "PostgreSQL alone",
            async () =>
                comparison.Results.OneCallFloor = await comparison.Scripts.OneCallFloorAsync(
                    comparison.Sizes.FloorSeconds,
                    cancellationToken
                )
        );
    }

    private static async Task RoundAsync(
        Comparison comparison,
        int round,
        ServiceGroup services,
        CancellationToken cancellationToken
    )
    {
        const string own = ComparisonResults.Own,
            noMail = ComparisonResults.OwnWithoutMail,
            mailsWait = ComparisonResults.OwnWhileMailsWait,
            large = ComparisonResults.OwnOnLargeSqlite;
        var identity = Rival.Identity.Name;
        var sizes = comparison.Sizes;

        // Each round races for another field.
        var field = Enum.GetValues<RaceField>()[(round - 1) % Enum.GetValues<RaceField>().Length];
        await MeasureAsync(Scenario.Spread, services.All, new(), sizes.Spread);
        await MeasureAsync(Scenario.Hot, services.Except(mailsWait, large), new() { Mode = LoadMode.Hot }, sizes.Hot);
        await MeasureAsync(Scenario.NoCode, services.Of(own, noMail), new() { Mode = LoadMode.NoCode }, sizes.Spread);
        await MeasureAsync(
            Scenario.Race,
            services.Except(noMail, mailsWait, large),
            new() { Mode = LoadMode.Race, Race = field },
            sizes.RacedNames
        );
        await MeasureAsync(
            Scenario.Login,
            services.Of(noMail, identity),
            new() { Mode = LoadMode.Login },
            _ => sizes.LogIns,
            sizes.WarmLogIns
        );
        await MeasureAsync(
            Scenario.Open,
            services.Of(own, noMail, identity),
            new() { Rate = Sizes.OpenRate },
            _ => sizes.Open
        );

        async Task MeasureAsync(
            Scenario scenario,
            IEnumerable<RunningService> some,
            LoadPlan plan,
            Func<bool, int> countOf,
            int? warm = null
        )
        {
            foreach (var service in some)
            {
                var count = countOf(IsSlow(service));
                await comparison.MeasureAsync(
                    scenario,
                    Cost,
                    round,
                    service,
                    plan with
                    {
                        Count = count,
                        Inviters = sizes.Inviters(cheap: true),
                        Users = sizes.Users,
                        Warmup = warm ?? Sizes.WarmBefore(count),
                    },
                    cancellationToken
                );
            }
        }
    }

    private static bool IsSlow(RunningService service) => Rival.Find(service.Name) is { IsSlow: true };
}
