using System.Globalization;
using OrleansRegistration.Bench.Compare;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Telemetry;

/// <summary>
/// Sends the same load to our service without telemetry, with metrics, and with metrics and traces. All services run at
/// once, each on a store of its own, and are measured in turn.
/// </summary>
/// <param name="postgres">The database; <c>null</c> for SQLite.</param>
internal sealed class TelemetryRun(OwnBuild build, PostgresCluster? postgres, LoadPlan plan, bool withDashboard)
{
    private const int Warm = 20_000;
    private const string Off = "off";

    private readonly List<(string Name, LoadResult Result)> _results = [];
    private int _stores;

    /// <summary>Measures each service in every round.</summary>
    public async Task ExecuteAsync(int rounds, CancellationToken cancellationToken)
    {
        using var collector = new Collector();
        var services = new List<RunningService>();
        var scrapes = new List<Scraper>();
        try
        {
            foreach (var (name, settings) in Cells(collector.Url))
            {
                var store = await StoreAsync(name, settings, cancellationToken);
                var service = await build.StartAsync(store, PasswordCost.Cheap, postgres, cancellationToken);
                services.Add(service);
                if (store.Settings.TryGetValue("Management__Urls", out var url))
                {
                    scrapes.Add(new(new(url)));
                }

                await Comparison.WarmAsync(service, Warm, plan.Inviters, cancellationToken);
            }

            for (var round = 1; round <= rounds; round++)
            {
                // The order changes, so that no cell always follows the same one.
                for (var i = 0; i < services.Count; i++)
                {
                    await MeasureAsync(services[(i + round) % services.Count], round, cancellationToken);
                }
            }

            Console.WriteLine($"Spans and metrics: {collector.Bytes} bytes in {collector.Posts} posts.");
        }
        finally
        {
            scrapes.ForEach(scrape => scrape.Dispose());
            foreach (var service in services)
            {
                await service.DisposeAsync();
            }
        }
    }

    /// <summary>The medians of the rounds, and each as a multiple of the first cell.</summary>
    public MarkdownTable Table()
    {
        var table = new MarkdownTable(
            "telemetry",
            "CPU ms a sign-up, service",
            "× off",
            "postgres",
            "p99 ms",
            "sign-ups/s",
            "RSS MiB"
        );
        var cells = _results
            .GroupBy(one => one.Name, one => one.Result)
            .OrderBy(cell => cell.Key == Off ? 0 : 1)
            .ThenBy(cell => cell.Key, StringComparer.Ordinal)
            .ToList();
        var off = Middle(cells[0]);
        foreach (var cell in cells)
        {
            table.Add(
                cell.Key,
                Text(cell, result => result.ProcessorMs(RunningService.Service), "0.000"),
                Number.Of(Middle(cell) / off),
                Text(cell, result => result.ProcessorMs(RunningService.Postgres), "0.000"),
                Text(cell, result => result.Main.Accepted.P99, "0.0"),
                Text(cell, result => result.AcceptedPerSecond, "0"),
                Text(cell, result => result.Usage[RunningService.Service].ResidentMebibytes, "0")
            );
        }

        return table;
    }

    private List<(string Name, (string Key, string Value)[] Settings)> Cells(Uri collector)
    {
        List<(string, (string, string)[])> cells =
        [
            (Off, []),
            ("metrics", [Listener()]),
            ("metrics and traces, 0.01", [Listener(), .. Traces("0.01")]),
            ("metrics and traces, 1", [Listener(), .. Traces("1")]),
        ];
        if (withDashboard)
        {
            cells.Add(("metrics and dashboard", [Listener(), ("Management__Token", new('t', 32))]));
        }

        return cells;

        (string, string)[] Traces(string ratio) =>
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.OriginalString),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("Telemetry__TraceRatio", ratio),
            ];
    }

    private static (string, string) Listener() => ("Management__Urls", $"http://127.0.0.1:{FreePort.Find()}");

    private async Task<OwnStore> StoreAsync(
        string name,
        (string Key, string Value)[] settings,
        CancellationToken cancellationToken
    )
    {
        var database = string.Create(CultureInfo.InvariantCulture, $"bench_telemetry_{_stores++}");
        var store = postgres is null
            ? OwnStore.Sqlite(name, database, build.Folder)
            : await OwnStore.PostgreSqlAsync(name, database, build.Folder, cancellationToken);
        return store.With([("Registration__RequireActivation", "false"), .. settings]);
    }

    private async Task MeasureAsync(RunningService service, int round, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Round {round}, {service.Name}");
        var load = plan with { Urls = [service.Url], Label = service.Name, Watch = service.Watch };
        var result = await LoadRun.ExecuteAsync(load, service.Store, service.Accounts, cancellationToken);
        RunSummary.Print(result);
        _results.Add((service.Name, result));
    }

    private static string Text(IEnumerable<LoadResult> cell, Func<LoadResult, double> read, string format) =>
        Median.Text(cell.Select(read), format);

    private static double Middle(IEnumerable<LoadResult> cell)
    {
        var values = cell.Select(result => result.ProcessorMs(RunningService.Service)).Order().ToArray();
        return values[values.Length / 2];
    }
}
