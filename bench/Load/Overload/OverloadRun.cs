using System.Globalization;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Overload;

/// <summary>
/// Measures builds of our service in turn, with and without mails. Each turn starts the service on an empty SQLite
/// file.
/// </summary>
internal sealed class OverloadRun(
    IReadOnlyList<(string Name, OwnBuild Build)> builds,
    int clients,
    TimeSpan seconds,
    int rounds,
    IReadOnlyList<int> pauses
)
{
    // The service logs this text when it gives up a sign-up that has made its claims.
    private const string GivenUp = "Sign-up: Overloaded";

    private readonly List<Turn> _turns = [];

    /// <summary>Measures every build in every round.</summary>
    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var pause in pauses)
            {
                foreach (var mails in (bool[])[true, false])
                {
                    foreach (var (name, build) in builds)
                    {
                        _turns.Add(await MeasureAsync(name, build, pause, mails, round, cancellationToken));
                    }
                }
            }
        }
    }

    /// <summary>The medians of the rounds, with the least and the most.</summary>
    public MarkdownTable Table()
    {
        var table = new MarkdownTable(
            "clients wait after a refusal",
            "mails",
            "build",
            "201/s",
            "201: p50 ms",
            "201: p99 ms",
            "given up of those let in",
            "refused/s",
            "refusals: p50 ms",
            "peak RSS MiB",
            "others, cores"
        );
        foreach (var turns in _turns.GroupBy(turn => (turn.Pause, turn.Mails, turn.Build)))
        {
            table.Add(
                $"{turns.Key.Pause} ms",
                turns.Key.Mails ? "as shipped" : "none",
                turns.Key.Build,
                Of(turns, turn => turn.Result.AcceptedPerSecond, "0.0"),
                Of(turns, turn => turn.Result.Main.Accepted.P50, "0"),
                Of(turns, turn => turn.Result.Main.Accepted.P99, "0"),
                Of(turns, turn => 100.0 * turn.GivenUp / Math.Max(1, turn.GivenUp + turn.Result.Accepted), "0.0")
                    + " %",
                Of(turns, turn => turn.Result.Main.Refused.Count / turn.Result.Seconds, "0"),
                Of(turns, turn => turn.Result.Main.Refused.P50, "0.0"),
                Of(turns, turn => turn.PeakMiB, "0"),
                Of(turns, turn => turn.Result.OthersCores, "0.00")
            );
        }

        return table;
    }

    private async Task<Turn> MeasureAsync(
        string name,
        OwnBuild build,
        int pause,
        bool mails,
        int round,
        CancellationToken cancellationToken
    )
    {
        Console.WriteLine();
        Console.WriteLine($"Round {round}, {name}, {pause} ms, {(mails ? "mails as shipped" : "no mails")}");
        var data = string.Create(CultureInfo.InvariantCulture, $"{name}-{pause}-{mails}-{round}");
        var store = OwnStore
            .Sqlite(data, data, build.Folder)
            .With(
                ("Registration__RequireActivation", mails ? "true" : "false"),
                ("Logging:LogLevel:OrleansRegistration.Users", "Information")
            );
        double peak;
        LoadResult result;
        await using (var service = await build.StartAsync(store, PasswordCost.Default, null, cancellationToken))
        {
            var plan = new LoadPlan
            {
                Urls = [service.Url],
                Label = name,
                Mode = LoadMode.NoCode,
                Count = int.MaxValue,
                Clients = clients,
                Pause = TimeSpan.FromMilliseconds(pause),
                IsFlood = true,
                Warmup = 0,
                Bound = seconds,
                Watch = service.Watch,
            };
            result = await LoadRun.ExecuteAsync(plan, null, service.Accounts, cancellationToken);
            peak = ProcFile.KiB($"/proc/{service.Process}/status", "VmHWM:") / 1024;
        }

        RunSummary.Print(result);
        var log = await File.ReadAllLinesAsync(build.LogOf(store, PasswordCost.Default), cancellationToken);
        return new(
            name,
            pause,
            mails,
            result,
            log.Count(line => line.Contains(GivenUp, StringComparison.Ordinal)),
            peak
        );
    }

    private static string Of(IEnumerable<Turn> turns, Func<Turn, double> read, string format) =>
        Median.Text(turns.Select(read), format);

    private sealed record Turn(string Build, int Pause, bool Mails, LoadResult Result, int GivenUp, double PeakMiB);
}
