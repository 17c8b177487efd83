using System.Globalization;
using System.Text;
using OrleansRegistration.Bench.Compare;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Report;

/// <summary>A comparison as tables and plots.</summary>
internal sealed class ComparisonReport(Comparison comparison, MachineFacts machine, DateTimeOffset date, bool isQuick)
{
    // The ratios of a run are doubtful when other processes take more than this.
    private const double NoisyCores = 0.25;

    private static readonly Scenario[] Compared =
    [
        Scenario.Spread,
        Scenario.Hot,
        Scenario.NoCode,
        Scenario.Race,
        Scenario.Login,
        Scenario.Open,
        Scenario.DefaultHash,
        Scenario.DefaultHashOpen,
        Scenario.DefaultHashLogin,
    ];

    private readonly ComparisonResults _results = comparison.Results;
    private readonly Goals _goals = new(comparison.Results);

    /// <summary>
    /// Writes the whole comparison and its plots to <c>bench/results</c>, and its ratios to <c>bench/README.md</c>. The
    /// ratios of a quick comparison are not for publication, so README.md stays as it is.
    /// </summary>
    public async Task WriteAsync(BenchFolder bench, string name, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Our service and its rivals, {date:d MMMM yyyy}\n\n");
        text.Append(isQuick ? "**Quick**: a tenth of the requests. Do not quote these values.\n\n" : "");
        text.Append(Conditions())
            .Append("\n\n")
            .AppendJoin('\n', Ratios(), Others(), Services(), Singles(), Overload(), Promises());
        foreach (var (plot, title, model) in ComparisonPlots.All(_results))
        {
            var file = bench.Result(date, $"{name}-{plot}.svg");
            ComparisonPlots.Write(file, model);
            text.Append(CultureInfo.InvariantCulture, $"\n![{title}]({file.Name})\n");
        }

        await bench.WriteReportAsync(date, name, text.ToString(), cancellationToken);
        if (!isQuick)
        {
            var report = bench.Result(date, name + ".md").Name;
            await bench.ReplaceInReadmeAsync(
                "compare",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    {date:d MMMM yyyy}: {Conditions()}

                    {Ratios()}
                    All tables and plots: [results/{report}](results/{report}).
                    """
                ),
                cancellationToken
            );
        }
    }

    private string Conditions()
    {
        var others = RoundSummary.Of(_results.Runs.Select(run => run.Result.OthersCores));
        var doubt = others.Median > NoisyCores ? " The machine was **noisy**: the ratios are doubtful." : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {machine}.
            {Number.Count(comparison.Rounds)}. Other processes took {Number.Of(others)} cores.{doubt}
            Where a row does not say *default hash*, each service has its cheapest hash.
            """
        );
    }

    private MarkdownTable Ratios()
    {
        var table = new MarkdownTable("ratio", "measured", "goal", "beyond", "reached");
        foreach (var goal in _goals.All)
        {
            table.Add(goal.Of, Number.Of(goal.Value), Bound(goal, goal.Bound), Bound(goal, goal.Beyond), goal.Verdict);
        }

        return table;

        static string Bound(Goal goal, double? bound) =>
            bound is { } value ? (goal.IsMost ? "≤ " : "≥ ") + Number.Of(value) : "";
    }

    private MarkdownTable Others()
    {
        var table = new MarkdownTable("ratio without a goal", "measured");
        foreach (var other in _goals.Others)
        {
            table.Add(other.Of, Number.Of(other.Value));
        }

        return table;
    }

    private MarkdownTable Services()
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
            foreach (var runs in _results.Runs.Where(run => run.Scenario == scenario).GroupBy(run => run.Service))
            {
                var broken = runs.SelectMany(run => run.Result.Breaches).ToArray();
                table.Add(
                    $"{scenario}, {runs.First().Result.Loop}",
                    runs.Key,
                    $"{runs.First().Result.Requests} × {runs.Count()}",
                    Over(run => run.Result.AcceptedPerSecond),
                    Over(run => run.Result.Main.Accepted.P50),
                    Over(run => run.Result.Main.Accepted.P99),
                    Over(ComparisonResults.ServiceCpu),
                    Over(ComparisonResults.PostgresCpu),
                    Number.Of(
                        RoundSummary
                            .Of(runs.Select(run => run.Result.Usage[RunningService.Service].ResidentMebibytes))
                            .Median
                    ),
                    broken.Length == 0 ? "yes" : "**no**: " + string.Join("; ", broken),
                    Number.Of(RoundSummary.Of(runs.Select(run => run.Result.OthersCores)).Median)
                );

                string Over(Func<MeasuredRun, double> read) => Number.Of(RoundSummary.Of(runs.Select(read)));
            }
        }

        return table;
    }

    private string Singles()
    {
        var floor = Number.Of(_results.OneCallFloor);
        var signUps = _results.Runs.First(run => run.Scenario == Scenario.Memory).Result.Requests;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            CPU is per accepted request; in a race, per request. *Ours* sends a mail to a folder for each sign-up.
            *Ours, no mail* requires no activation and sends none, like the rivals. *Large SQLite* had
            {_results.LargeStore:#,0} accounts at first. Of the {_results.WaitingMails.Before:#,0} mails that waited
            at first, {_results.WaitingMails.After:#,0} waited at the end.

            Alone on two threads, libsodium makes {Hash(hash => hash.Libsodium)} hashes/s. Our hash, wiped after each
            password, makes {Hash(hash => hash.Own)} and takes {Hash(hash => hash.OwnCpu)} ms of CPU; on one thread
            it takes {Hash(hash => hash.OwnCpuAlone)} ms.

            PostgreSQL alone needs {floor} ms of CPU for a sign-up in one call. The resident memory of our service after
            {signUps:#,0} sign-ups is {Number.Of(_results.Memory.AtEnd)} MiB when the last one is answered, and
            {Number.Of(_results.Memory.Later)} MiB half a minute later.

            """
        );

        string Hash(Func<BareHash, double> read) => Number.Of(RoundSummary.Of(_results.BareHashes.Select(read)));
    }

    private MarkdownTable Overload()
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
            "log-ins meanwhile",
            "their p50 / p99 ms"
        );
        foreach (var flood in _results.Floods)
        {
            var result = flood.Flood;
            table.Add(
                $"{flood.Cost} hash",
                Number.Of(flood.Peak),
                result.Loop,
                result.Requests.ToString("#,0", CultureInfo.InvariantCulture),
                Number.Of(result.AcceptedPerSecond),
                Pair(result.Main.Accepted),
                result.Main.Refused.Count.ToString("#,0", CultureInfo.InvariantCulture),
                Pair(result.Main.Refused),
                Number.Of(result.Usage["load"].ProcessorSeconds / result.Seconds),
                Statuses(flood.Ready),
                Statuses(flood.LogIns),
                Pair(flood.LogInLatency)
            );
        }

        return table;
    }

    private string Promises()
    {
        var broken = _results
            .Runs.Where(run =>
                run.Scenario is Scenario.Peak or Scenario.Overload or Scenario.Memory && run.Result.Breaches.Count > 0
            )
            .Select(run => $"**{run.Scenario}, {run.Cost} hash**: {string.Join("; ", run.Result.Breaches)}. ");
        var fsck =
            _results.Fsck.Count == 0
                ? "`fsck` was not run."
                : "`fsck` of our stores afterwards: "
                    + string.Join(
                        ", ",
                        _results.Fsck.Select(one =>
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
