using System.CommandLine;
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
        var sizes = CommandOption.Numbers("--sizes", [0, 100_000, 1_000_000], "Numbers of accounts before the load");
        var rounds = CommandOption.Of("--rounds", 3, "How often each store has its turn");
        var count = CommandOption.Of("--count", 8_000, "Sign-ups of a run");
        var warm = CommandOption.Of("--warmup", 12_000, "Sign-ups before the first run");
        var inviters = CommandOption.Of("--inviters", 1_000, "Accounts whose codes are redeemed");
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
}
