using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>Measures the memory of our service after many sign-ups.</summary>
internal static class MemoryBlock
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    /// <summary>Measures a service that has done nothing else.</summary>
    public static async Task RunAsync(Comparison comparison, CancellationToken cancellationToken)
    {
        var store = await OwnStore.PostgreSqlAsync(
            ComparisonResults.Own + ", memory",
            "bench_memory",
            comparison.Build.Folder,
            cancellationToken
        );
        await using (
            var own = await comparison.Build.StartAsync(
                store,
                PasswordCost.Cheap,
                comparison.Postgres,
                cancellationToken
            )
        )
        {
            var plan = new LoadPlan
            {
                Count = comparison.Sizes.Memory,
                Inviters = comparison.Sizes.Inviters(cheap: true),
                Warmup = 0,
                Bound = TimeSpan.FromMinutes(10),
            };
            var run = await comparison.MeasureAsync(
                Scenario.Memory,
                PasswordCost.Cheap,
                1,
                own,
                plan,
                cancellationToken
            );
            await comparison.PartAsync("rest before memory", () => Task.Delay(Rest, cancellationToken));
            comparison.Results.Memory = (
                run.Result.Usage[RunningService.Service].ResidentMebibytes,
                ProcessTree.MemoryMiB(own.Process).Resident
            );
        }

        await comparison.FsckAsync(store, PasswordCost.Cheap, cancellationToken);
    }
}
