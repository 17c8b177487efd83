using System.Globalization;
using OrleansRegistration.Bench.Compare;

namespace OrleansRegistration.Bench.Report;

/// <summary>Formats numbers for tables, with as many digits as they are worth.</summary>
internal static class Number
{
    private const string None = "–";

    /// <summary>About three digits; a dash for a value that was not measured.</summary>
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

    /// <summary>Tells what a cell holds after this many rounds.</summary>
    public static string Count(int rounds) =>
        rounds == 1
            ? "One round only"
            : string.Create(CultureInfo.InvariantCulture, $"Medians of {rounds} rounds, least and most in parentheses");

    /// <summary>The median, with the least and the most in parentheses after several rounds.</summary>
    public static string Of(RoundSummary rounds) =>
        rounds.Least < rounds.Most ? $"{Of(rounds.Median)} ({Of(rounds.Least)}–{Of(rounds.Most)})" : Of(rounds.Median);
}
