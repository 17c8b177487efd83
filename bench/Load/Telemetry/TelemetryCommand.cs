using System.CommandLine;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Telemetry;

/// <summary>The command <c>telemetry</c>: what metrics and traces cost.</summary>
internal static class TelemetryCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var count = CommandOption.Of("--count", 8000, "Measured sign-ups in a round");
        var rounds = CommandOption.Of("--rounds", 5, "How often each cell is measured");
        var sqlite = CommandOption.Of("--sqlite", false, "SQLite in place of PostgreSQL");
        var dashboard = CommandOption.Of("--dashboard", true, "Measure Orleans' dashboard as well");
        var hot = CommandOption.Of("--hot", false, "One code in place of many");
        var build = new Option<DirectoryInfo?>("--build")
        {
            Description = "A build with its folder WebApi. Without it: this repository, published",
        };
        var command = new Command("telemetry", "Measures the CPU of a sign-up without and with metrics and traces.")
        {
            count,
            rounds,
            sqlite,
            dashboard,
            hot,
            build,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var bench = BenchFolder.Find();
                var scripts = new RivalScripts(bench.Rivals);
                using var own = parsed.GetValue(build) is { } folder
                    ? OwnBuild.Of(folder)
                    : await OwnBuild.PublishAsync(bench.Repository, cancellationToken);
                await using var postgres = parsed.GetValue(sqlite)
                    ? null
                    : await PostgresCluster.StartAsync(scripts, cancellationToken);
                var measured = parsed.GetValue(count);
                var run = new TelemetryRun(
                    own,
                    postgres,
                    new()
                    {
                        Mode = parsed.GetValue(hot) ? LoadMode.Hot : LoadMode.Spread,
                        Count = measured,
                        Warmup = Compare.Sizes.WarmBefore(measured),
                    },
                    parsed.GetValue(dashboard)
                );
                await run.ExecuteAsync(parsed.GetValue(rounds), cancellationToken);
                Console.WriteLine(run.Table());
            }
        );
        return command;
    }
}
