using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OrleansRegistration.Bench.Compare;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Growth;

/// <summary>The command <c>growth</c>: sends the same load to small and large stores of ours.</summary>
internal static class GrowthCommand
{
    /// <summary>The exit code when <c>seed</c> failed, or <c>fsck</c> found a breach or failed.</summary>
    private const int Broken = 1;

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var rivals = CompareCommand.RivalsOption();
        var sizes = new Option<int[]>("--sizes")
        {
            Description = "Numbers of accounts before the load, separated by commas",
            DefaultValueFactory = _ => [0, 100_000, 1_000_000],
            CustomParser = ParseSizes,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often each store has its turn",
            DefaultValueFactory = _ => 3,
        };
        var count = new Option<int>("--count") { Description = "Sign-ups of a run", DefaultValueFactory = _ => 8_000 };
        var warm = new Option<int>("--warmup")
        {
            Description = "Sign-ups before the first run",
            DefaultValueFactory = _ => 12_000,
        };
        var inviters = new Option<int>("--inviters")
        {
            Description = "Accounts whose codes are redeemed",
            DefaultValueFactory = _ => 1_000,
        };
        var noFsck = new Option<bool>("--no-fsck") { Description = "Do not check our stores with fsck at the end" };
        var command = new Command(
            "growth",
            "Sends the same load to stores with few and many accounts; writes bench/results."
        )
        {
            rivals,
            sizes,
            rounds,
            count,
            warm,
            inviters,
            noFsck,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var date = TimeProvider.System.GetUtcNow();
                var bench = BenchFolder.Find();
                var plan = new GrowthPlan(
                    parsed.GetRequiredValue(sizes),
                    parsed.GetValue(rounds),
                    parsed.GetValue(count),
                    parsed.GetValue(warm),
                    parsed.GetValue(inviters),
                    !parsed.GetValue(noFsck)
                );
                var scripts = new RivalScripts(parsed.GetValue(rivals) ?? bench.Rivals);
                await scripts.PrepareAsync(cancellationToken);
                await using var postgres = await PostgresCluster.StartAsync(scripts, cancellationToken);
                using var build = await OwnBuild.PublishAsync(bench.Repository, cancellationToken);
                var stores = await GrowthRun.ExecuteAsync(
                    plan,
                    build,
                    postgres,
                    new(bench.Result(date, "growth.jsonl")),
                    cancellationToken
                );

                var machine = await MachineFacts.ReadAsync(bench.Repository, cancellationToken);
                await GrowthReport.WriteAsync(bench, plan, stores, machine, date, cancellationToken);
                return stores.All(store => store is { SeedExitCode: 0, FsckExitCode: 0 or null }) ? 0 : Broken;
            }
        );
        return command;
    }

    private static int[] ParseSizes(ArgumentResult result)
    {
        var sizes = new List<int>();
        foreach (var text in result.Tokens.SelectMany(token => token.Value.Split(',')))
        {
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            {
                sizes.Add(size);
            }
            else
            {
                result.AddError($"--sizes: {text} is not a number of accounts.");
            }
        }

        return [.. sizes.Order()];
    }
}
