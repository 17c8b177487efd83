using OrleansRegistration.Bench.Compare;
using OrleansRegistration.Bench.Targets;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace OrleansRegistration.Bench.Report;

/// <summary>The plots of a comparison.</summary>
internal static class ComparisonPlots
{
    private const double Width = 900;
    private const double Height = 420;

    private static readonly string[] Services =
    [
        ComparisonResults.Own,
        ComparisonResults.OwnWithoutMail,
        ComparisonResults.OwnOnSqlite,
        .. Rival.All.Select(rival => rival.Name),
    ];

    /// <summary>All plots, by the last part of the file name.</summary>
    public static IEnumerable<(string Name, string Title, PlotModel Model)> All(ComparisonResults results)
    {
        const string rates = "Sign-ups a second, 64 clients, cheap hash";
        const string cpu = "CPU ms for a sign-up, service and PostgreSQL";
        const string latency = "Latency of spread sign-ups, 64 clients, cheap hash";
        yield return ("services", rates, Bars(rates, results, run => run.Result.AcceptedPerSecond, "{0:#,0}"));
        yield return ("cpu", cpu, Bars(cpu, results, ComparisonResults.AllCpu, "{0:0.00}"));
        yield return ("latency", latency, Latencies(latency, results));
    }

    /// <summary>Writes a plot as SVG.</summary>
    public static void Write(FileInfo file, PlotModel model)
    {
        file.Directory!.Create();
        using var stream = file.Create();
        var exporter = new SvgExporter
        {
            Width = Width,
            Height = Height,
            TextMeasurer = new TextSizes(Width, Height),
            UseVerticalTextAlignmentWorkaround = true,
        };
        exporter.Export(model, stream);
    }

    private static PlotModel Bars(string title, ComparisonResults results, Func<MeasuredRun, double> read, string label)
    {
        var model = Model(title);
        var names = new CategoryAxis
        {
            Position = AxisPosition.Left,
            StartPosition = 1,
            EndPosition = 0,
        };
        names.Labels.AddRange(Services);
        model.Axes.Add(names);
        model.Axes.Add(
            new LinearAxis
            {
                Position = AxisPosition.Bottom,
                Minimum = 0,
                MaximumPadding = 0.1,
                MajorGridlineStyle = LineStyle.Dot,
            }
        );
        foreach (
            var (scenario, color) in new[]
            {
                (Scenario.Spread, OxyColors.SteelBlue),
                (Scenario.Hot, OxyColors.IndianRed),
            }
        )
        {
            var bars = new BarSeries
            {
                Title = scenario == Scenario.Hot ? "one hot code" : "spread codes",
                FillColor = color,
                LabelFormatString = label,
            };
            bars.Items.AddRange(Services.Select(service => new BarItem(results.Median(scenario, service, read))));
            model.Series.Add(bars);
        }

        return model;
    }

    private static PlotModel Latencies(string title, ComparisonResults results)
    {
        var model = Model(title);
        var percentiles = new CategoryAxis { Position = AxisPosition.Bottom };
        percentiles.Labels.AddRange(["p50", "p90", "p95", "p99", "p99.9", "max"]);
        model.Axes.Add(percentiles);
        model.Axes.Add(
            new LogarithmicAxis
            {
                Position = AxisPosition.Left,
                Title = "ms",
                MajorGridlineStyle = LineStyle.Dot,
            }
        );
        foreach (var service in Services)
        {
            var line = new LineSeries
            {
                Title = service,
                MarkerType = MarkerType.Circle,
                MarkerSize = 3,
            };
            Func<MeasuredRun, double>[] reads =
            [
                run => run.Result.Main.Accepted.P50,
                run => run.Result.Main.Accepted.P90,
                run => run.Result.Main.Accepted.P95,
                run => run.Result.Main.Accepted.P99,
                run => run.Result.Main.Accepted.P999,
                run => run.Result.Main.Accepted.Max,
            ];
            line.Points.AddRange(
                reads
                    .Index()
                    .Select(read => new DataPoint(read.Index, results.Median(Scenario.Spread, service, read.Item)))
            );
            model.Series.Add(line);
        }

        return model;
    }

    private static PlotModel Model(string title)
    {
        var model = new PlotModel
        {
            Title = title,
            TitleFontSize = 14,
            Background = OxyColors.White,
        };
        model.Legends.Add(
            new Legend { LegendPlacement = LegendPlacement.Outside, LegendPosition = LegendPosition.RightTop }
        );
        return model;
    }
}
