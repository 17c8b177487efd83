using System.CommandLine;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>The command <c>compare</c>: our service and its rivals in one run.</summary>
internal static class CompareCommand
{
    private const int QuickDivisor = 10;

    /// <summary>Describes it.</summary>
    public static Command Create()
    {
        var peers = PeersOption();
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often each service has its turn",
            DefaultValueFactory = _ => 3,
        };
        var quick = new Option<bool>("--quick")
        {
            Description = "A tenth of the requests: to try it out, not to quote",
        };
        var noFsck = new Option<bool>("--no-fsck") { Description = "Do not end with fsck on our stores" };
        var command = new Command(
            "compare",
            "Our service and its rivals in one run, taken in turn; writes bench/README.md."
        )
        {
            peers,
            rounds,
            quick,
            noFsck,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var date = TimeProvider.System.GetUtcNow();
                var bench = BenchFolder.Find();
                var scripts = new PeerScripts(parsed.GetRequiredValue(peers));
                var isQuick = parsed.GetValue(quick);
                await scripts.PrepareAsync(cancellationToken);
                await using var postgres = await PostgresCluster.StartAsync(scripts, cancellationToken);
                using var build = await OwnBuild.PublishAsync(bench.Repository, cancellationToken);
                var stage = new Stage(
                    scripts,
                    postgres,
                    build,
                    new(isQuick ? QuickDivisor : 1),
                    parsed.GetValue(rounds),
                    bench.Results(date, "compare"),
                    !parsed.GetValue(noFsck)
                );
                await CheapBlock.RunAsync(stage, cancellationToken);
                await DefaultHashBlock.RunAsync(stage, cancellationToken);
                await MemoryBlock.RunAsync(stage, cancellationToken);
                await OverloadBlock.RunAsync(stage, PasswordCost.Default, cancellationToken);
                await OverloadBlock.RunAsync(stage, PasswordCost.Cheap, cancellationToken);

                var machine = await MachineFacts.ReadAsync(bench.Repository, cancellationToken);
                await ComparisonReport.WriteAsync(bench, stage, machine, date, isQuick, cancellationToken);
                return 0;
            }
        );
        return command;
    }

    /// <summary>Where the rivals are.</summary>
    public static Option<DirectoryInfo> PeersOption() =>
        new Option<DirectoryInfo>("--peers")
        {
            Description = "The folder of the rivals' scripts",
            Required = true,
        }.AcceptExistingOnly();
}
