using OrleansRegistration.Bench.Compare;
using OrleansRegistration.Bench.Targets;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace OrleansRegistration.Bench.Report;

/// <summary>Plots of a comparison, as SVG.</summary>
internal static class ComparisonPlots
{
    private const double Width = 900;
    private const double Height = 420;

    private static readonly string[] Services =
    [
        Outcome.Own,
        Outcome.OwnOnSqlite,
        .. Rival.All.Select(rival => rival.Name),
    ];

    /// <summary>Writes <c>services.svg</c> and <c>latency.svg</c>.</summary>
    public static void Write(BenchFolder bench, Outcome outcome)
    {
        var rates = Bars(
            "Sign-ups a second, 64 clients, cheap hash",
            outcome,
            figure => figure.Result.AcceptedPerSecond,
            "{0:#,0}"
        );
        var costs = Bars("CPU ms for a sign-up, service and PostgreSQL", outcome, Outcome.AllCpu, "{0:0.00}");
        Write(bench.Plot("services"), rates);
        Write(bench.Plot("cpu"), costs);
        Write(bench.Plot("latency"), Latencies(outcome));
    }

    private static PlotModel Bars(string title, Outcome outcome, Func<Figure, double> read, string label)
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
            bars.Items.AddRange(Services.Select(service => new BarItem(outcome.Median(scenario, service, read))));
            model.Series.Add(bars);
        }

        return model;
    }

    private static PlotModel Latencies(Outcome outcome)
    {
        var model = Model("Latency of spread sign-ups, 64 clients, cheap hash");
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
            Func<Figure, double>[] reads =
            [
                figure => figure.Result.Main.Accepted.P50,
                figure => figure.Result.Main.Accepted.P90,
                figure => figure.Result.Main.Accepted.P95,
                figure => figure.Result.Main.Accepted.P99,
                figure => figure.Result.Main.Accepted.P999,
                figure => figure.Result.Main.Accepted.Max,
            ];
            line.Points.AddRange(
                reads
                    .Index()
                    .Select(read => new DataPoint(read.Index, outcome.Median(Scenario.Spread, service, read.Item)))
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

    private static void Write(FileInfo file, PlotModel model)
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
}
