using System.Globalization;
using OrleansRegistration.Bench.Compare;

namespace OrleansRegistration.Bench.Report;

/// <summary>Numbers for tables: no more digits than they are worth.</summary>
internal static class Number
{
    private const string None = "–";

    /// <summary>Three digits or so; a dash for what was not measured.</summary>
    public static string Of(double value) =>
        double.IsFinite(value)
            ? value.ToString(
                Math.Abs(value) switch
                {
                    >= 100 => "#,0",
                    >= 10 => "0.0",
                    _ => "0.00",
                },
                CultureInfo.InvariantCulture
            )
            : None;

    /// <summary>What stands in a cell after this many rounds.</summary>
    public static string Count(int rounds) =>
        rounds == 1
            ? "One round only"
            : string.Create(CultureInfo.InvariantCulture, $"Medians of {rounds} rounds, least and most in parentheses");

    /// <summary>The median, and the least and the most in parentheses when there were several rounds.</summary>
    public static string Of(RoundSummary rounds) =>
        rounds.Least < rounds.Most ? $"{Of(rounds.Median)} ({Of(rounds.Least)}–{Of(rounds.Most)})" : Of(rounds.Median);
}
