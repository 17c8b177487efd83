using System.Globalization;
using OrleansRegistration.Bench.Compare;
using OrleansRegistration.Bench.Growth;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Report;

/// <summary>The results of <c>growth</c> as a table.</summary>
internal static class GrowthReport
{
    /// <summary>Writes the table to <c>bench/results</c>.</summary>
    public static async Task WriteAsync(
        BenchFolder bench,
        GrowthPlan plan,
        IReadOnlyList<GrownStore> stores,
        MachineFacts machine,
        DateTimeOffset date,
        CancellationToken cancellationToken
    )
    {
        var table = new MarkdownTable(
            "store",
            "accounts at first",
            "sign-ups/s",
            "rate / rate of the smallest",
            "p99 ms",
            "CPU ms each: service",
            "PostgreSQL",
            "CPU / CPU of the smallest",
            "RSS MiB",
            "as promised",
            "others, cores",
            "seed",
            "fsck"
        );
        foreach (var kind in stores.GroupBy(store => store.Store.OnPostgres))
        {
            var smallest = kind.First();
            foreach (var grown in kind)
            {
                var broken = grown.Results.SelectMany(result => result.Breaches).ToArray();
                table.Add(
                    kind.Key ? "PostgreSQL" : "SQLite",
                    grown.Accounts.ToString("#,0", CultureInfo.InvariantCulture),
                    Number.Of(Over(grown, Rate)),
                    Number.Of(Over(grown, Rate).Median / Over(smallest, Rate).Median),
                    Number.Of(Over(grown, result => result.Main.Accepted.P99)),
                    Number.Of(Over(grown, result => result.ProcessorMs(RunningService.Service))),
                    Number.Of(Over(grown, result => result.ProcessorMs(RunningService.Postgres))),
                    Number.Of(Over(grown, Cpu).Median / Over(smallest, Cpu).Median),
                    Number.Of(Over(grown, result => result.Usage[RunningService.Service].ResidentMebibytes).Median),
                    broken.Length == 0 ? "yes" : "**no**: " + string.Join("; ", broken),
                    Number.Of(Over(grown, result => result.OthersCores).Median),
                    ExitCode(grown.SeedExitCode),
                    ExitCode(grown.FsckExitCode)
                );
            }
        }

        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # Our service with few and with many accounts, {date:d MMMM yyyy}

            {machine}. {Number.Count(plan.Rounds)}. Cheap hash, spread codes, 64 clients, {plan.Count:#,0}
            sign-ups a run after {plan.Warm:#,0}. All services run at once and are measured in turn.

            {table}
            """
        );
        await bench.WriteReportAsync(date, "growth", text, cancellationToken);
    }

    private static RoundSummary Over(GrownStore grown, Func<LoadResult, double> read) =>
        RoundSummary.Of(grown.Results.Select(read));

    private static double Rate(LoadResult result) => result.AcceptedPerSecond;

    private static double Cpu(LoadResult result) =>
        result.ProcessorMs(RunningService.Service) + result.ProcessorMs(RunningService.Postgres);

    private static string ExitCode(int? code) =>
        code switch
        {
            null => "not run",
            0 => "0",
            _ => $"**{code}**",
        };
}
