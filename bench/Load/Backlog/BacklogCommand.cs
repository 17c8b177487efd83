using System.CommandLine;
using Microsoft.Data.Sqlite;
using Npgsql;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Backlog;

/// <summary>The command <c>backlog</c>: what a sign-up costs while mails wait.</summary>
internal static class BacklogCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var waiting = CommandOption.Numbers("--waiting", [1_000, 10_000, 100_000], "Numbers of waiting mails");
        var count = CommandOption.Of(
            "--count",
            1_000,
            "Sign-ups at each number of waiting mails: as many to warm up, as many measured"
        );
        var database = new Option<string?>("--postgres")
        {
            Description = "Connection string of an empty database; without it: SQLite",
        };
        var postmaster = new Option<int?>("--postmaster")
        {
            Description = "Id of the first process of PostgreSQL, to measure its CPU",
        };
        var published = new Option<DirectoryInfo?>("--build")
        {
            Description = "Folder with a build in its folder WebApi; without it: this repository is published",
        };
        var command = new Command("backlog", "Measures what a sign-up costs while mails wait.")
        {
            waiting,
            count,
            database,
            postmaster,
            published,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                using var build = parsed.GetValue(published) is { } folder
                    ? OwnBuild.Of(folder)
                    : await OwnBuild.PublishAsync(BenchFolder.Find().Repository, cancellationToken);
                var store = OwnStore.Sqlite("ours", "backlog", build.Folder);
                var file = Path.Combine(store.Settings["DataDirectory"], "registration.db");
                var mails = new WaitingMails(() => new SqliteConnection($"Data Source={file};Pooling=false"), false);
                if (parsed.GetValue(database) is { } connection)
                {
                    store = store.With(("ConnectionStrings__Registration", connection));
                    mails = new(() => new NpgsqlConnection($"{connection};Pooling=false"), true);
                }

                Console.WriteLine(
                    await BacklogRun.ExecuteAsync(
                        build,
                        store,
                        mails,
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
