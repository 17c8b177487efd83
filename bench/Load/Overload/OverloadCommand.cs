using System.CommandLine;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Overload;

/// <summary>The command <c>overload</c>: many clients sign up at once, just after the service has started.</summary>
internal static class OverloadCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var before = new Option<DirectoryInfo?>("--before")
        {
            Description = "Folder with another build in its folder WebApi, measured in turn with this one",
        };
        var clients = CommandOption.Of("--clients", 300, "Clients, each of which sends again after its answer");
        var seconds = CommandOption.Of("--seconds", 15, "Seconds for which the clients send");
        var rounds = CommandOption.Of("--rounds", 3, "How often each build has its turn");
        var pause = new Option<int[]>("--pause-ms")
        {
            Description = "How long a client waits after a refusal; may be repeated",
            DefaultValueFactory = _ => [0, 2000],
        };
        var command = new Command(
            "overload",
            "Lets many clients sign up at once with the default hash; measures how many are let in, and how fast."
        )
        {
            before,
            clients,
            seconds,
            rounds,
            pause,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var builds = new List<(string Name, OwnBuild Build)>();
                try
                {
                    if (parsed.GetValue(before) is { } other)
                    {
                        builds.Add(("before", OwnBuild.Of(other)));
                    }

                    builds.Add(("this", await OwnBuild.PublishAsync(BenchFolder.Find().Repository, cancellationToken)));
                    var run = new OverloadRun(
                        builds,
                        parsed.GetValue(clients),
                        TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                        parsed.GetValue(rounds),
                        parsed.GetRequiredValue(pause)
                    );
                    await run.ExecuteAsync(cancellationToken);
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
}
