using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>Everybody with the password hash that it has by itself, and the hash function of ours alone.</summary>
internal static class DefaultHashBlock
{
    private const PasswordCost Cost = PasswordCost.Default;

    /// <summary>Measures it.</summary>
    public static async Task RunAsync(Stage stage, CancellationToken cancellationToken)
    {
        var store = await OwnStore.PostgreSqlAsync(Outcome.Own, "bench_default", stage.Build.Folder, cancellationToken);
        await using (var own = await stage.Build.StartAsync(store, Cost, stage.Postgres, cancellationToken))
        {
            await using var rivals = new RivalGroup();
            await rivals.StartAsync(stage, Cost, cancellationToken);
            (RunningService Service, bool IsRival)[] all =
            [
                (own, false),
                .. rivals.All.Select(one => (one.Service, true)),
            ];
            foreach (var (service, _) in all)
            {
                await Stage.WarmAsync(
                    service,
                    stage.Sizes.DefaultHashWarm,
                    stage.Sizes.Inviters(cheap: false),
                    cancellationToken
                );
            }

            for (var round = 1; round <= stage.Rounds; round++)
            {
                stage.Outcome.HashesPerSecond.Add(
                    await stage.Peers.HashesPerSecondAsync(stage.Sizes.FloorSeconds, cancellationToken)
                );
                foreach (var (service, rival) in all)
                {
                    var plan = new LoadPlan
                    {
                        Url = service.Url,
                        Count = stage.Sizes.DefaultHash(rival),
                        Inviters = stage.Sizes.Inviters(cheap: false),
                        Warmup = stage.Sizes.DefaultHashWarm,
                    };
                    await stage.MeasureAsync(Scenario.DefaultHash, Cost, round, service, plan, cancellationToken);
                }
            }
        }

        await stage.FsckAsync(store, Cost, cancellationToken);
    }
}
