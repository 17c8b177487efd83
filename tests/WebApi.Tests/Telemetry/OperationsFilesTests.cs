using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Jobs;

namespace OrleansRegistration.Tests;

/// <summary>The dashboard, the alert rules and the documentation name metrics that the service has.</summary>
public sealed partial class OperationsFilesTests
{
    // Prometheus makes these itself.
    private static readonly string[] OfPrometheus = ["up", "target_info"];

    private static readonly string[] Prefixes = ["registration_", "orleans_", "http_", "kestrel_", "dotnet_"];

    [Fact]
    public async Task Dashboard_and_alert_rules_name_only_metrics_that_exist()
    {
        var known = await KnownAsync();
        var rules = RepositoryFiles.Read("docs/ops/alerts.yml");
        var expressions = Expressions(JsonDocument.Parse(RepositoryFiles.Read("docs/ops/grafana-dashboard.json")))
            .Append(
                string.Join('\n', rules.Split('\n').Where(line => !line.Contains("summary:", StringComparison.Ordinal)))
            )
            .ToList();
        Assert.True(expressions.Count > 40, "The dashboard has lost its panels.");
        var named = expressions.SelectMany(NamesIn).ToHashSet();
        Assert.True(named.Count > 30, "Hardly any metric was found in the expressions.");
        Assert.Empty(named.Except(known));
    }

    [Fact]
    public async Task Documentation_lists_every_metric_of_the_service_and_no_other()
    {
        var listed = Row()
            .Matches(RepositoryFiles.Read("docs/observability.md"))
            .Select(row => row.Groups["name"].Value)
            .ToHashSet();
        var published = (await InstrumentsAsync())
            .Select(instrument => instrument.Name)
            .Where(name => name.StartsWith("registration.", StringComparison.Ordinal))
            .ToHashSet();
        Assert.Equal(published.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_scrape_has_is_named_as_this_test_thinks()
    {
        using var managed = await ManagedService.StartAsync();
        (await managed.Service.Client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var scraped = Sample()
            .Matches(await managed.ScrapeAsync())
            .Select(sample => sample.Groups["name"].Value)
            .Where(name => Array.Exists(Prefixes, name.StartsWith))
            .ToHashSet();
        Assert.NotEmpty(scraped);
        Assert.Empty(scraped.Except(await KnownAsync()));
    }

    /// <summary>The names in Prometheus of all instruments.</summary>
    private static async Task<HashSet<string>> KnownAsync() =>
        [.. OfPrometheus, .. (await InstrumentsAsync()).SelectMany(NamesOf)];

    private static async Task<List<Instrument>> InstrumentsAsync()
    {
        await using var service = new Service();
        service.Settings["Management:Urls"] = $"http://127.0.0.1:{Service.FreePort()}";

        // Instruments are made when their classes are first used.
        using var client = service.CreateClient();
        var account = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        (await client.RegisterAsync(Requests.NewSignUp().With("invitation_code", account["invitation_code"]))).Is(201);
        await Retries.Retry.Begin().WaitAsync();
        await service.Services.GetRequiredService<IGrainFactory>().GetJobs().ResumeAsync();

        var instruments = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                lock (instruments)
                {
                    instruments.Add(instrument);
                }
            },
        };
        listener.Start();
        lock (instruments)
        {
            return [.. instruments];
        }
    }

    private static IEnumerable<string> NamesOf(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            _ => "",
        };
        var name = Other().Replace(instrument.Name, "_");
        name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return type.StartsWith("Histogram", StringComparison.Ordinal)
            ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"]
            : [name, $"{name}_total"]; // the exporter decides by the kind of the counter
    }

    private static IEnumerable<string> Expressions(JsonDocument dashboard) =>
        dashboard
            .RootElement.GetProperty("panels")
            .EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .Select(target => target.GetProperty("expr").GetString()!);

    private static IEnumerable<string> NamesIn(string expression) =>
        Word()
            .Matches(Labels().Replace(expression, " "))
            .Select(word => word.Value)
            .Where(word => word == "up" || Array.Exists(Prefixes, word.StartsWith));

    // Matchers in braces and lists of labels after "by".
    [GeneratedRegex(@"\{[^}]*\}|\bby \([^)]*\)")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b[a-z]\w*\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"^(?<name>[a-zA-Z_]\w*)[ {]", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"^\| `(?<name>registration\.[a-z_.]+)`", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"[^a-zA-Z0-9_]")]
    private static partial Regex Other();
}
