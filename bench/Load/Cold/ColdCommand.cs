using System.CommandLine;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Cold;

/// <summary>The command <c>cold</c>: from a start to the first account, and the sign-ups after it.</summary>
internal static class ColdCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var builds = new Option<string[]>("--build")
        {
            Description =
                "NAME=FOLDER of another build with its folder WebApi, measured in turn; may be repeated. "
                + "Without it: this repository, published",
        };
        var count = CommandOption.Of("--count", 100, "Measured sign-ups after the first");
        var clients = CommandOption.Of("--clients", 8, "Clients that send them");
        var rounds = CommandOption.Of("--rounds", 5, "How often each service is started and measured");
        var cheap = CommandOption.Of("--cheap", false, "The cheapest hash in place of the default one");
        var rivals = CommandOption.Of("--rivals", true, "Measure Identity as well");
        var command = new Command("cold", "Measures the time from a start to the first account, and what follows.")
        {
            builds,
            count,
            clients,
            rounds,
            cheap,
            rivals,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var bench = BenchFolder.Find();
                var scripts = new RivalScripts(bench.Rivals);
                var ours = new List<(string Name, OwnBuild Build)>();
                try
                {
                    await AddBuildsAsync(ours, parsed.GetValue(builds) ?? [], bench, cancellationToken);
                    await using var postgres = await PrepareAsync(scripts, cancellationToken);
                    var run = new ColdRun(
                        postgres,
                        parsed.GetValue(cheap) ? PasswordCost.Cheap : PasswordCost.Default,
                        parsed.GetValue(count),
                        parsed.GetValue(clients)
                    );
                    foreach (var (name, build) in ours)
                    {
                        await run.AddAsync(name, build, cancellationToken);
                    }

                    if (parsed.GetValue(rivals))
                    {
                        await run.AddAsync(Rival.Identity, scripts, cancellationToken);
                    }

                    await run.ExecuteAsync(parsed.GetValue(rounds), cancellationToken);
                    Console.WriteLine(run.Table());
                }
                finally
                {
                    ours.ForEach(one => one.Build.Dispose());
                }
            }
        );
        return command;
    }

    private static async Task AddBuildsAsync(
        List<(string Name, OwnBuild Build)> ours,
        string[] given,
        BenchFolder bench,
        CancellationToken cancellationToken
    )
    {
        foreach (var build in given)
        {
            var (name, folder) = build.Split('=', 2) is [var before, var after] ? (before, after) : (build, build);
            ours.Add((name, OwnBuild.Of(new(folder))));
        }

        if (given.Length == 0)
        {
            ours.Add(("ours", await OwnBuild.PublishAsync(bench.Repository, cancellationToken)));
        }
    }

    private static async Task<PostgresCluster> PrepareAsync(RivalScripts scripts, CancellationToken cancellationToken)
    {
        await scripts.PrepareAsync(cancellationToken);
        return await PostgresCluster.StartAsync(scripts, cancellationToken);
    }
}
