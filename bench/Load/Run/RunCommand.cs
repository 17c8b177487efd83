using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Run;

/// <summary>The command <c>run</c>: measures one load on a service that runs already.</summary>
internal static class RunCommand
{
    /// <summary>The exit code when the run was not as promised.</summary>
    private const int Broken = 1;

    private static readonly LoadPlan Defaults = new() { Url = new("http://127.0.0.1:8000") };

    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        var url = new Option<Uri>("--url")
        {
            Description = "The root of the service, on this machine",
            DefaultValueFactory = _ => Defaults.Url,
            CustomParser = Loopback,
        };
        var mode = Value("--mode", Defaults.Mode, "spread, hot, nocode, refused, race, login or mixed");
        var count = Value("--count", Defaults.Count, "Measured requests; in a race, names");
        var clients = Value("--clients", Defaults.Clients, "Closed loop: clients, each of which waits for its reply");
        var rate = Value(
            "--rate",
            Defaults.Rate,
            "Open loop: requests a second; latency counts from when a request is due"
        );
        var inFlight = Value("--in-flight", Defaults.InFlight, "Open loop: the most requests at once");
        var race = Value("--race", Defaults.Race, "username, nickname or email");
        var racers = Value("--racers", Defaults.Racers, "Clients that race for each name");
        var inviters = Value(
            "--inviters",
            Defaults.Inviters,
            "Accounts created first, whose codes are redeemed evenly"
        );
        var users = Value("--users", Defaults.Users, "Accounts created first, which log in");
        var warmup = Value("--warmup", Defaults.Warmup, "Requests of the same kind before the measured ones");
        var seconds = Value("--seconds", Defaults.Bound.TotalSeconds, "No request is sent after this");
        var watch = new Option<Watched[]>("--watch")
        {
            Description = "NAME=PID: measure CPU and memory of the process and its descendants; may be repeated",
            DefaultValueFactory = _ => [],
            CustomParser = result =>
                [.. result.Tokens.Select(token => ParseWatched(token.Value, result)).OfType<Watched>()],
            AllowMultipleArgumentsPerToken = false,
        };
        var label = Value("--label", Defaults.Label, "The service's name in the result");
        var json = new Option<FileInfo?>("--json") { Description = "Append the result as one line" };
        var database = new Option<string?>("--postgres")
        {
            Description = "Connection string of our service, to check what it stored",
        };
        var sqlite = new Option<FileInfo?>("--sqlite")
        {
            Description = "SQLite file of our service, to check what it stored",
        };
        var command = new Command("run", "Measures one load on a service that runs already.")
        {
            url,
            mode,
            count,
            clients,
            rate,
            inFlight,
            race,
            racers,
            inviters,
            users,
            warmup,
            seconds,
            watch,
            label,
            json,
            database,
            sqlite,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                var plan = new LoadPlan
                {
                    Url = parsed.GetRequiredValue(url),
                    Label = parsed.GetRequiredValue(label),
                    Mode = parsed.GetValue(mode),
                    Count = parsed.GetValue(count),
                    Clients = parsed.GetValue(clients),
                    Rate = parsed.GetValue(rate),
                    InFlight = parsed.GetValue(inFlight),
                    Race = parsed.GetValue(race),
                    Racers = parsed.GetValue(racers),
                    Inviters = parsed.GetValue(inviters),
                    Users = parsed.GetValue(users),
                    Warmup = parsed.GetValue(warmup),
                    Bound = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                    Watch = parsed.GetValue(watch) ?? [],
                };
                IAccountStore? store =
                    parsed.GetValue(database) is { } connection
                        ? SqlAccountStore.PostgreSql(connection, AccountQueries.OwnPostgreSql)
                    : parsed.GetValue(sqlite) is { } file ? SqlAccountStore.Sqlite(file.FullName)
                    : null;
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

    private static Option<T> Value<T>(string name, T value, string description) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static Uri? Loopback(ArgumentResult result)
    {
        if (
            Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url)
            && url.IsLoopback
            && url.Scheme == Uri.UriSchemeHttp
        )
        {
            return url;
        }

        result.AddError(
            $"--url: {result.Tokens[0].Value} is not an http address on this machine. Use a loopback address."
        );
        return null;
    }

    private static Watched? ParseWatched(string text, ArgumentResult result)
    {
        if (
            text.Split('=', 2) is [{ Length: > 0 } name, var process]
            && int.TryParse(process, CultureInfo.InvariantCulture, out var id)
            && Directory.Exists($"/proc/{id}")
        )
        {
            return new(name, id);
        }

        result.AddError($"--watch: {text} is not NAME=PID of a running process.");
        return null;
    }
}
