using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>What our service keeps in memory after a great many sign-ups.</summary>
internal static class MemoryBlock
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <summary>Measures it, on a service that did nothing else.</summary>
    public static async Task RunAsync(Stage stage, CancellationToken cancellationToken)
    {
        var store = await OwnStore.PostgreSqlAsync(
            Outcome.Own + ", memory",
            "bench_memory",
            stage.Build.Folder,
            cancellationToken
        );
        await using (
            var own = await stage.Build.StartAsync(store, PasswordCost.Cheap, stage.Postgres, cancellationToken)
        )
        {
            var plan = new LoadPlan
            {
                Url = own.Url,
                Count = stage.Sizes.Memory,
                Inviters = stage.Sizes.Inviters(cheap: true),
                Warmup = 0,
                Bound = TimeSpan.FromMinutes(10),
            };
            var figure = await stage.MeasureAsync(Scenario.Memory, PasswordCost.Cheap, 1, own, plan, cancellationToken);
            await Task.Delay(Rest, cancellationToken);
            stage.Outcome.Memory = (
                figure.Result.Usage[RunningService.Service].ResidentMebibytes,
                ProcessTree.MemoryMiB(own.Process).Resident
            );
        }

        await stage.FsckAsync(store, PasswordCost.Cheap, cancellationToken);
    }
}
