using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using OrleansRegistration.Bench.Measure;

namespace OrleansRegistration.Bench.Run;

/// <summary>The options of <c>run</c> that make its plan.</summary>
internal static class LoadPlanOptions
{
    private static readonly LoadPlan Defaults = new();

    private static readonly Option<Uri[]> Url = new("--url")
    {
        Description = "The root of the service, on this machine; may be repeated for more nodes, which take turns",
        DefaultValueFactory = _ => [.. Defaults.Urls],
        CustomParser = result => [.. result.Tokens.Select(token => Loopback(token.Value, result)).OfType<Uri>()],
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<LoadMode> Mode = CommandOption.Of(
        "--mode",
        Defaults.Mode,
        "spread, hot, nocode, refused, race, login or mixed"
    );

    private static readonly Option<int> Count = CommandOption.Of(
        "--count",
        Defaults.Count,
        "Measured requests; in a race, names"
    );

    private static readonly Option<int> Clients = CommandOption.Of(
        "--clients",
        Defaults.Clients,
        "Closed loop: clients, each of which waits for its reply"
    );

    private static readonly Option<double> Rate = CommandOption.Of(
        "--rate",
        Defaults.Rate,
        "Open loop: requests a second; latency counts from when a request is due"
    );

    private static readonly Option<int> InFlight = CommandOption.Of(
        "--in-flight",
        Defaults.InFlight,
        "Open loop: the most requests at once"
    );

    private static readonly Option<RaceField> Race = CommandOption.Of(
        "--race",
        Defaults.Race,
        "username, nickname or email"
    );

    private static readonly Option<int> Racers = CommandOption.Of(
        "--racers",
        Defaults.Racers,
        "Clients that race for each name"
    );

    private static readonly Option<int> Inviters = CommandOption.Of(
        "--inviters",
        Defaults.Inviters,
        "Accounts created first, whose codes are redeemed evenly"
    );

    private static readonly Option<int> Users = CommandOption.Of(
        "--users",
        Defaults.Users,
        "Accounts created first, which log in"
    );

    private static readonly Option<int> Warmup = CommandOption.Of(
        "--warmup",
        Defaults.Warmup,
        "Requests of the same kind before the measured ones"
    );

    private static readonly Option<double> Seconds = CommandOption.Of(
        "--seconds",
        Defaults.Bound.TotalSeconds,
        "No request is sent after this"
    );

    private static readonly Option<Watched[]> Watch = new("--watch")
    {
        Description = "NAME=PID: measure CPU and memory of the process and its descendants; may be repeated",
        DefaultValueFactory = _ => [],
        CustomParser = result =>
            [.. result.Tokens.Select(token => ParseWatched(token.Value, result)).OfType<Watched>()],
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string> Label = CommandOption.Of(
        "--label",
        Defaults.Label,
        "The name of the service in the result"
    );

    /// <summary>All options, in the order of the help.</summary>
    public static IEnumerable<Option> All =>
        [Url, Mode, Count, Clients, Rate, InFlight, Race, Racers, Inviters, Users, Warmup, Seconds, Watch, Label];

    /// <summary>Makes the plan from the command line.</summary>
    public static LoadPlan Read(ParseResult parsed) =>
        new()
        {
            Urls = parsed.GetRequiredValue(Url),
            Label = parsed.GetRequiredValue(Label),
            Mode = parsed.GetValue(Mode),
            Count = parsed.GetValue(Count),
            Clients = parsed.GetValue(Clients),
            Rate = parsed.GetValue(Rate),
            InFlight = parsed.GetValue(InFlight),
            Race = parsed.GetValue(Race),
            Racers = parsed.GetValue(Racers),
            Inviters = parsed.GetValue(Inviters),
            Users = parsed.GetValue(Users),
            Warmup = parsed.GetValue(Warmup),
            Bound = TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
            Watch = parsed.GetValue(Watch) ?? [],
        };

    private static Uri? Loopback(string text, ArgumentResult result)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.IsLoopback && url.Scheme == Uri.UriSchemeHttp)
        {
            return url;
        }

        result.AddError($"--url: {text} is not an http address on this machine. Use a loopback address.");
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
