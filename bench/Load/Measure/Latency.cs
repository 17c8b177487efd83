using HdrHistogram;

namespace OrleansRegistration.Bench.Measure;

/// <summary>Latencies in milliseconds, with three significant digits; all zero if there are none.</summary>
internal sealed record Latency(long Count, double P50, double P90, double P95, double P99, double P999, double Max)
{
    /// <summary>Reads the percentiles of a histogram of microseconds.</summary>
    public static Latency Of(HistogramBase histogram) =>
        histogram.TotalCount == 0
            ? new(0, 0, 0, 0, 0, 0, 0)
            : new(
                histogram.TotalCount,
                At(histogram, 50),
                At(histogram, 90),
                At(histogram, 95),
                At(histogram, 99),
                At(histogram, 99.9),
                histogram.GetMaxValue() / 1000.0
            );

    private static double At(HistogramBase histogram, double percentile) =>
        histogram.GetValueAtPercentile(percentile) / 1000.0;
}
