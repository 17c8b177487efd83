using System.Globalization;

namespace OrleansRegistration.Bench.Report;

/// <summary>The medians of rounds in tables.</summary>
internal static class Median
{
    /// <summary>The median; after it, if there are more values, the least and the most.</summary>
    public static string Text(IEnumerable<double> values, string format)
    {
        var sorted = values.Order().ToArray();
        var median = OfOne(sorted[sorted.Length / 2]);
        return sorted.Length == 1 ? median : $"{median} ({OfOne(sorted[0])}–{OfOne(sorted[^1])})";

        string OfOne(double value) => value.ToString(format, CultureInfo.InvariantCulture);
    }
}
