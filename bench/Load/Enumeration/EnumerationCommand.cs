using System.CommandLine;
using System.Globalization;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Enumeration;

/// <summary>The command <c>enumeration</c>: whether time tells which names have an account.</summary>
internal static class EnumerationCommand
{
    /// <summary>The exit code when a side can be told from nobody's.</summary>
    private const int ToldApart = 1;

    private const int Bins = 24;

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var names = CommandOption.Of("--names", 1000, "Names of each question and side");
        var samples = CommandOption.Of(
            "--samples",
            1000,
            "Samples of each question and side when the bench asks about names again"
        );
        var cost = CommandOption.Of(
            "--cost",
            PasswordCost.Cheap,
            "cheap, which shows all work but the hash, or default"
        );
        var database = new Option<string?>("--postgres")
        {
            Description = "Connection string of an empty database; without it: SQLite",
        };
        var command = new Command(
            "enumeration",
            "Measures whether time tells which names have an account: log-in, forgotten password, resend."
        )
        {
            names,
            samples,
            cost,
            database,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var build = await OwnBuild.PublishAsync(BenchFolder.Find().Repository, cancellationToken);
                var store = OwnStore.Sqlite("ours", "enumeration", build.Folder);
                if (parsed.GetValue(database) is { } connection)
                {
                    store = store with
                    {
                        Settings = new Dictionary<string, string>(store.Settings)
                        {
                            ["ConnectionStrings__Registration"] = connection,
                        },
                    };
                }

                var run = new EnumerationRun(
                    build,
                    store,
                    parsed.GetValue(cost),
                    parsed.GetValue(names),
                    parsed.GetValue(samples)
                );
                await run.ExecuteAsync(cancellationToken);
                var isToldApart = Print(run);
                foreach (var breach in run.Breaches.Distinct())
                {
                    Console.WriteLine($"Told by its answer: {breach}");
                }

                return isToldApart || run.Breaches.Count > 0 ? ToldApart : 0;
            }
        );
        return command;
    }

    private static bool Print(EnumerationRun run)
    {
        var isToldApart = false;
        var table = new MarkdownTable(
            "question",
            "names are",
            "who has it",
            "n",
            "p10 ms",
            "p50",
            "p90",
            "p99",
            "mean",
            "distribution",
            "median − nobody's, µs",
            "noise, µs",
            "slower than nobody's",
            "told apart"
        );
        foreach (var group in run.Times.OrderBy(group => group.Key.Question).ThenBy(group => group.Key.Memory))
        {
            var sides = group
                .ToLookup(time => time.Side, time => time.Milliseconds)
                .OrderBy(side => side.Key)
                .ToDictionary(side => side.Key, side => new Sample(side));
            var all = new Sample(group.Select(time => time.Milliseconds));
            var nobody = sides[Side.Nobody];
            foreach (var (side, sample) in sides)
            {
                var isNobody = side == Side.Nobody;
                var (share, error) = sample.LongerThan(nobody);
                var isTold = !isNobody && sample.IsToldFrom(nobody);
                isToldApart |= isTold;
                table.Add(
                    $"{group.Key.Question}",
                    $"{group.Key.Memory}",
                    $"{side}",
                    $"{sample.Times.Length}",
                    Text(sample.Quantile(0.1)),
                    Text(sample.Quantile(0.5)),
                    Text(sample.Quantile(0.9)),
                    Text(sample.Quantile(0.99)),
                    Text(sample.Mean),
                    $"`{sample.Histogram(all.Quantile(0.01), all.Quantile(0.95), Bins)}`",
                    isNobody ? "" : Micro(sample.Quantile(0.5) - nobody.Quantile(0.5)),
                    isNobody ? "" : Micro(sample.Noise()),
                    isNobody
                        ? ""
                        : string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} % ± {196 * error:0.0}"),
                    isNobody ? ""
                        : isTold ? "**yes**"
                        : "no"
                );
            }
        }

        Console.WriteLine(table);
        return isToldApart;
    }

    private static string Text(double milliseconds) => milliseconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Micro(double milliseconds) =>
        (1000 * milliseconds).ToString("0", CultureInfo.InvariantCulture);
}
