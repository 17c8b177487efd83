using System.CommandLine;
using OrleansRegistration.Bench.Compare;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Nodes;

/// <summary>The command <c>nodes</c>: what a sign-up costs in clusters of different sizes.</summary>
internal static class NodesCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var rivals = CompareCommand.RivalsOption();
        var before = new Option<DirectoryInfo[]>("--before")
        {
            Description = "Folder with another build in its folder WebApi, measured in turn with this one; repeatable",
            DefaultValueFactory = _ => [],
        };
        var only = new Option<bool>("--only-before") { Description = "Do not build and measure this repository" };
        var nodes = CommandOption.Numbers("--nodes", [0, 1, 2, 3], "Sizes of clusters; 0 is one Embedded process");
        var unrelated = CommandOption.Of(
            "--unrelated",
            3,
            "So many services that know nothing of each other, in mode nocode; 0: none"
        );
        var modes = new Option<LoadMode[]>("--mode")
        {
            Description = "spread, hot or nocode; may be repeated",
            DefaultValueFactory = _ => [LoadMode.NoCode, LoadMode.Spread, LoadMode.Hot],
        };
        var rounds = CommandOption.Of("--rounds", 3, "How often each case has its turn");
        var clients = CommandOption.Of("--clients", 64, "Clients for each node, each of which waits for its reply");
        var rate = CommandOption.Of(
            "--rate",
            0,
            "Sign-ups a second in an open loop; 0: as fast as the clients are answered"
        );
        var count = CommandOption.Of("--count", 12_000, "Sign-ups of a run");
        var warm = CommandOption.Of("--warmup", 15_000, "Sign-ups before a run, for each node");
        var accounts = CommandOption.Of("--accounts", 0, "Accounts that the store has before, made by seed");
        var hash = new Option<bool>("--default-hash") { Description = "The default hash, not the cheapest" };
        var mails = new Option<bool>("--mails") { Description = "Send activation mails" };
        var plain = new Option<bool>("--no-tls") { Description = "No TLS between the nodes" };
        var command = new Command("nodes", "Measures CPU for each sign-up in clusters of different sizes.")
        {
            rivals,
            before,
            only,
            nodes,
            unrelated,
            modes,
            rounds,
            clients,
            rate,
            count,
            warm,
            accounts,
            hash,
            mails,
            plain,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var bench = BenchFolder.Find();
                var scripts = new RivalScripts(parsed.GetValue(rivals) ?? bench.Rivals);
                await using var postgres = await PostgresCluster.StartAsync(scripts, cancellationToken);
                var builds = parsed
                    .GetRequiredValue(before)
                    .Select(folder => (folder.Name, Build: OwnBuild.Of(folder)))
                    .ToList();
                try
                {
                    if (!parsed.GetValue(only))
                    {
                        builds.Add(("this", await OwnBuild.PublishAsync(bench.Repository, cancellationToken)));
                    }

                    var run = new NodesRun(
                        builds,
                        postgres,
                        [.. parsed.GetRequiredValue(nodes), .. Unrelated(parsed.GetValue(unrelated))],
                        parsed.GetRequiredValue(modes),
                        parsed.GetValue(clients),
                        parsed.GetValue(rate),
                        parsed.GetValue(count),
                        parsed.GetValue(warm),
                        parsed.GetValue(accounts),
                        parsed.GetValue(hash) ? PasswordCost.Default : PasswordCost.Cheap,
                        parsed.GetValue(mails),
                        !parsed.GetValue(plain)
                    );
                    await run.ExecuteAsync(parsed.GetValue(rounds), cancellationToken);
                    Console.WriteLine(run.Table());
                }
                finally
                {
                    builds.ForEach(build => build.Build.Dispose());
                }
            }
        );
        return command;
    }

    private static int[] Unrelated(int services) => services > 0 ? [-services] : [];
}
