using System.CommandLine;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>The command <c>compare</c>: measures our service and its rivals in one run.</summary>
internal static class CompareCommand
{
    /// <summary>The exit code when <c>fsck</c> found a breach or failed.</summary>
    private const int Broken = 1;

    private const int QuickDivisor = 10;

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var rivals = RivalsOption();
        var rounds = CommandOption.Of("--rounds", 3, "How often each service has its turn");
        var quick = new Option<bool>("--quick")
        {
            Description = "A tenth of the requests, to try it out; the results are not for publication",
        };
        var noFsck = new Option<bool>("--no-fsck") { Description = "Do not check our stores with fsck at the end" };
        var command = new Command(
            "compare",
            "Measures our service and its rivals in turn; writes bench/results and bench/README.md."
        )
        {
            rivals,
            rounds,
            quick,
            noFsck,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var date = TimeProvider.System.GetUtcNow();
                var bench = BenchFolder.Find();
                var isQuick = parsed.GetValue(quick);
                var name = isQuick ? "compare-quick" : "compare";
                var scripts = new RivalScripts(parsed.GetValue(rivals) ?? bench.Rivals);
                await scripts.PrepareAsync(cancellationToken);
                await using var postgres = await PostgresCluster.StartAsync(scripts, cancellationToken);
                using var build = await OwnBuild.PublishAsync(bench.Repository, cancellationToken);
                var comparison = new Comparison(
                    scripts,
                    postgres,
                    build,
                    new(isQuick ? QuickDivisor : 1),
                    parsed.GetValue(rounds),
                    new(bench.Result(date, name + ".jsonl")),
                    !parsed.GetValue(noFsck)
                );
                await CheapBlock.RunAsync(comparison, cancellationToken);
                await DefaultHashBlock.RunAsync(comparison, cancellationToken);
                await MemoryBlock.RunAsync(comparison, cancellationToken);
                await OverloadBlock.RunAsync(comparison, PasswordCost.Default, cancellationToken);
                await OverloadBlock.RunAsync(comparison, PasswordCost.Cheap, cancellationToken);

                var machine = await MachineFacts.ReadAsync(bench.Repository, cancellationToken);
                var report = new ComparisonReport(comparison, machine, date, isQuick);
                await report.WriteAsync(bench, name, cancellationToken);
                foreach (var (part, time) in comparison.Results.Times)
                {
                    Console.WriteLine($"{time:mm\\:ss} {part}");
                }

                return comparison.Results.Fsck.All(store => store.ExitCode == 0) ? 0 : Broken;
            }
        );
        return command;
    }

    /// <summary>The option that names another folder of rivals.</summary>
    public static Option<DirectoryInfo> RivalsOption() =>
        new Option<DirectoryInfo>("--rivals")
        {
            Description = "Folder of the rivals' scripts; bench/rivals if not given",
        }.AcceptExistingOnly();
}
