using System.CommandLine;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Backlog;

/// <summary>The command <c>backlog</c>: what a sign-up costs while mails wait.</summary>
internal static class BacklogCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var waiting = CommandOption.Numbers("--waiting", [0, 1_000, 10_000, 50_000], "Numbers of waiting mails");
        var count = CommandOption.Of("--count", 1_000, "Measured sign-ups at each number of waiting mails");
        var database = new Option<string?>("--postgres")
        {
            Description = "Connection string of an empty database; without it: SQLite",
        };
        var postmaster = new Option<int?>("--postmaster")
        {
            Description = "Id of the first process of PostgreSQL, to measure its CPU",
        };
        var command = new Command("backlog", "Measures what a sign-up costs while mails wait.")
        {
            waiting,
            count,
            database,
            postmaster,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var build = await OwnBuild.PublishAsync(BenchFolder.Find().Repository, cancellationToken);
                var store = OwnStore.Sqlite("ours", "backlog", build.Folder);
                if (parsed.GetValue(database) is { } connection)
                {
                    store = store.With(("ConnectionStrings__Registration", connection));
                }

                Console.WriteLine(
                    await BacklogRun.ExecuteAsync(
                        build,
                        store,
                        parsed.GetValue(postmaster),
                        parsed.GetRequiredValue(waiting),
                        parsed.GetValue(count),
                        cancellationToken
                    )
                );
            }
        );
        return command;
    }
}
