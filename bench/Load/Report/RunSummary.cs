using System.Globalization;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Run;
using Spectre.Console;

namespace OrleansRegistration.Bench.Report;

/// <summary>Prints the results of a run for people.</summary>
internal static class RunSummary
{
    /// <summary>Prints the results.</summary>
    public static void Print(LoadResult result)
    {
        Console.WriteLine(
            Text($"{result.Label}, {result.Mode}, {result.Loop}: {result.Accepted} of {result.Requests} accepted")
                + Text($" in {result.Seconds:0.0} s = {result.AcceptedPerSecond:0.0}/s;")
                + Text($" other processes took {result.OthersCores:0.00} cores")
        );
        var latencies = Table("kind", "answered", "count", "p50 ms", "p90", "p95", "p99", "p99.9", "max");
        foreach (var (kind, one) in result.Kinds)
        {
            Row(latencies, kind, "accepted", one.Accepted);
            Row(latencies, kind, "refused", one.Refused);
        }

        AnsiConsole.Write(latencies);
        var usage = Table("process", "CPU ms each", "CPU s", "RSS MiB", "PSS MiB");
        foreach (var (name, used) in result.Usage)
        {
            usage.AddRow(
                Markup.Escape(name),
                Text($"{result.ProcessorMs(name):0.000}"),
                Text($"{used.ProcessorSeconds:0.00}"),
                Text($"{used.ResidentMebibytes:0}"),
                Text($"{used.ProportionalMebibytes:0}")
            );
        }

        AnsiConsole.Write(usage);
        Console.WriteLine(
            "statuses: "
                + string.Join(
                    ", ",
                    result.Kinds.SelectMany(kind =>
                        kind.Value.Statuses.Select(status => Text($"{kind.Key} {status.Key} × {status.Value}"))
                    )
                )
        );
        Console.WriteLine(
            result.Breaches.Count == 0 ? "as promised" : "NOT as promised: " + string.Join("; ", result.Breaches)
        );
    }

    private static Table Table(params string[] columns) => new Table().Border(TableBorder.Markdown).AddColumns(columns);

    private static void Row(Table table, RequestKind kind, string answered, Latency latency)
    {
        if (latency.Count > 0)
        {
            table.AddRow([
                kind.ToString(),
                answered,
                Text($"{latency.Count}"),
                .. new[] { latency.P50, latency.P90, latency.P95, latency.P99, latency.P999, latency.Max }.Select(ms =>
                    Text($"{ms:0.0}")
                ),
            ]);
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
