using System.Globalization;
using System.Text;
using OrleansRegistration.Bench.Compare;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Report;

/// <summary>A comparison as tables and plots.</summary>
internal static class ComparisonReport
{
    // Above this the machine did too much else.
    private const double NoisyCores = 0.25;

    private static readonly Scenario[] Compared =
    [
        Scenario.Spread,
        Scenario.Hot,
        Scenario.Race,
        Scenario.Login,
        Scenario.Open,
        Scenario.DefaultHash,
    ];

    /// <summary>Writes it into <c>bench/README.md</c> and the plots beside it.</summary>
    public static async Task WriteAsync(
        BenchFolder bench,
        Stage stage,
        MachineFacts machine,
        DateTimeOffset date,
        bool isQuick,
        CancellationToken cancellationToken
    )
    {
        var outcome = stage.Outcome;
        var others = Rounds.Of(outcome.Figures.Select(figure => figure.Result.OthersCores));
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"### {date:d MMMM yyyy}{(isQuick ? ", **quick**: a tenth of the requests, not to be quoted" : "")}\n\n"
        );
        text.Append(CultureInfo.InvariantCulture, $"{machine}. {Number.Count(stage.Rounds)}. ");
        text.Append(
            CultureInfo.InvariantCulture,
            $"Others on the machine took {Number.Of(others)} cores{(others.Median > NoisyCores ? ": **noisy**, read ratios with doubt" : "")}.\n\n"
        );
        text.Append(Reached(outcome))
            .Append('\n')
            .Append(Services(outcome))
            .Append('\n')
            .Append(Singles(outcome))
            .Append('\n')
            .Append(Overload(outcome))
            .Append('\n')
            .Append(Promises(outcome));
        text.Append(
            "\n![Sign-ups a second](plots/services.svg)\n\n![Processor time for a sign-up](plots/cpu.svg)\n\n![Latency of sign-ups](plots/latency.svg)\n"
        );
        ComparisonPlots.Write(bench, outcome);
        await bench.ReplaceBlockAsync("compare", text.ToString(), cancellationToken);
        Console.WriteLine(text);
    }

    private static MarkdownTable Reached(Outcome outcome)
    {
        var table = new MarkdownTable("ratio, from this run only", "is", "at least", "beyond", "reached");
        foreach (var reach in Reach.All(outcome))
        {
            table.Add(reach.Of, Number.Of(reach.Ratio), Bound(reach.AtLeast), Bound(reach.Beyond), reach.Verdict);
        }

        return table;

        static string Bound(double? bound) => bound is { } value ? "≥ " + Number.Of(value) : "";
    }

    private static MarkdownTable Services(Outcome outcome)
    {
        var table = new MarkdownTable(
            "what",
            "service",
            "requests × rounds",
            "accepted/s",
            "p50 ms",
            "p99 ms",
            "CPU ms each: service",
            "PostgreSQL",
            "RSS MiB",
            "as promised",
            "others, cores"
        );
        foreach (var scenario in Compared)
        {
            foreach (
                var runs in outcome
                    .Figures.Where(figure => figure.Scenario == scenario)
                    .GroupBy(figure => figure.Service)
            )
            {
                var broken = runs.SelectMany(run => run.Result.Breaches).ToArray();
                table.Add(
                    $"{scenario}, {runs.First().Result.Loop}",
                    runs.Key,
                    $"{runs.First().Result.Requests} × {runs.Count()}",
                    Over(figure => figure.Result.AcceptedPerSecond),
                    Over(figure => figure.Result.Main.Accepted.P50),
                    Over(figure => figure.Result.Main.Accepted.P99),
                    Over(Outcome.ServiceCpu),
                    Over(Outcome.PostgresCpu),
                    Number.Of(
                        Rounds
                            .Of(runs.Select(figure => figure.Result.Usage[RunningService.Service].ResidentMebibytes))
                            .Median
                    ),
                    broken.Length == 0 ? "yes" : "**no**: " + string.Join("; ", broken),
                    Number.Of(Rounds.Of(runs.Select(figure => figure.Result.OthersCores)).Median)
                );

                string Over(Func<Figure, double> read) => Number.Of(Rounds.Of(runs.Select(read)));
            }
        }

        return table;
    }

    private static string Singles(Outcome outcome) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            CPU is for each accepted request; in a race, for each request. Spread, Hot, Race, Login and Open are with the cheapest hash of each service.
            The hash function of ours alone on both cores: {Number.Of(
                Rounds.Of(outcome.HashesPerSecond)
            )} hashes/s. PostgreSQL alone, one call for a sign-up: {Number.Of(outcome.OneCallFloor)} ms of CPU.
            Our service's resident memory after {outcome.Figures.First(figure =>
                figure.Scenario == Scenario.Memory
            ).Result.Requests:#,0} sign-ups: {Number.Of(
                outcome.Memory.AtEnd
            )} MiB when the last was answered, {Number.Of(outcome.Memory.Later)} MiB half a minute later.

            """
        );

    private static MarkdownTable Overload(Outcome outcome)
    {
        var table = new MarkdownTable(
            "sign-ups at four times the peak",
            "peak/s",
            "loop",
            "requests sent",
            "accepted/s",
            "accepted p50 / p99 ms",
            "refused",
            "refusals p50 / p99 ms",
            "load generator, cores",
            "ready",
            "log-ins beside it",
            "their p50 / p99 ms"
        );
        foreach (var (cost, besides) in outcome.Overload)
        {
            var result = outcome
                .Figures.First(figure => figure.Scenario == Scenario.Overload && figure.Cost == cost)
                .Result;
            table.Add(
                $"{cost} hash",
                Number.Of(besides.Peak),
                result.Loop,
                result.Requests.ToString("#,0", CultureInfo.InvariantCulture),
                Number.Of(result.AcceptedPerSecond),
                Pair(result.Main.Accepted),
                result.Main.Refused.Count.ToString("#,0", CultureInfo.InvariantCulture),
                Pair(result.Main.Refused),
                Number.Of(result.Usage["load"].ProcessorSeconds / result.Seconds),
                Statuses(besides.Ready),
                Statuses(besides.LogIns),
                Pair(besides.LogInLatency)
            );
        }

        return table;
    }

    private static string Promises(Outcome outcome)
    {
        var broken = outcome
            .Figures.Where(figure =>
                figure.Scenario is Scenario.Peak or Scenario.Overload or Scenario.Memory
                && figure.Result.Breaches.Count > 0
            )
            .Select(figure =>
                $"**{figure.Scenario}, {figure.Cost} hash**: {string.Join("; ", figure.Result.Breaches)}. "
            );
        var fsck =
            outcome.Fsck.Count == 0
                ? "`fsck` was not run."
                : "`fsck` of our stores afterwards: "
                    + string.Join(
                        ", ",
                        outcome.Fsck.Select(one =>
                            $"{one.Store}: {(one.ExitCode == 0 ? "no breach" : $"**exit code {one.ExitCode}**")}"
                        )
                    )
                    + ".";
        return string.Concat(broken) + fsck + "\n";
    }

    private static string Pair(Latency latency) =>
        latency.Count == 0 ? "–" : $"{Number.Of(latency.P50)} / {Number.Of(latency.P99)}";

    private static string Statuses(Dictionary<string, int> statuses) =>
        string.Join(", ", statuses.Select(status => $"{status.Key} × {status.Value}"));
}
