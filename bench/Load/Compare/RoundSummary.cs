namespace OrleansRegistration.Bench.Compare;

/// <summary>A value over several rounds.</summary>
internal readonly record struct RoundSummary(double Median, double Least, double Most)
{
    /// <summary>Summarises values; NaN if there are none.</summary>
    public static RoundSummary Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? new(double.NaN, double.NaN, double.NaN)
            : new((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[0], sorted[^1]);
    }
}
