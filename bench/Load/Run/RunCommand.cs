using System.CommandLine;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Run;

/// <summary>The command <c>run</c>: measures one load on a service that runs already.</summary>
internal static class RunCommand
{
    /// <summary>The exit code when the run was not as promised.</summary>
    private const int Broken = 1;

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var json = new Option<FileInfo?>("--json") { Description = "Append the result as one line" };
        var database = new Option<string?>("--postgres")
        {
            Description = "Connection string of our service, to check what it stored",
        };
        var sqlite = new Option<FileInfo?>("--sqlite")
        {
            Description = "SQLite file of our service, to check what it stored",
        };
        var command = new Command("run", "Measures one load on a service that runs already.");
        foreach (var option in LoadPlanOptions.All.Concat([json, database, sqlite]))
        {
            command.Add(option);
        }

        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                IAccountStore? store =
                    parsed.GetValue(database) is { } connection
                        ? SqlAccountStore.PostgreSql(connection, AccountQueries.OwnPostgreSql)
                    : parsed.GetValue(sqlite) is { } file ? SqlAccountStore.Sqlite(file.FullName)
                    : null;
                var plan = LoadPlanOptions.Read(parsed);
                var result = await LoadRun.ExecuteAsync(plan, store, new(), cancellationToken);
                RunSummary.Print(result);
                if (parsed.GetValue(json) is { } lines)
                {
                    await File.AppendAllTextAsync(lines.FullName, result.ToJson() + "\n", cancellationToken);
                }

                return result.Breaches.Count == 0 ? 0 : Broken;
            }
        );
        return command;
    }
}
