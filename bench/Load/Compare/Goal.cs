namespace OrleansRegistration.Bench.Compare;

/// <summary>A measured value, mostly a ratio, with its goals.</summary>
/// <param name="Of">What was measured.</param>
/// <param name="Bound">The goal; <c>null</c> where there is no goal.</param>
/// <param name="Beyond">The better goal; <c>null</c> where there is no such goal.</param>
/// <param name="IsMost">Whether the value must not be above its goals. Otherwise it must not be below them.</param>
internal sealed record Goal(string Of, double Value, double? Bound = null, double? Beyond = null, bool IsMost = false)
{
    /// <summary>Which goal the value reaches. A value that was not measured reaches none.</summary>
    public string Verdict =>
        (Reaches(Bound), Reaches(Beyond)) switch
        {
            (_, true) => "beyond",
            (true, _) => "goal",
            _ when Bound is not null => "**no**",
            _ => Beyond is null ? "" : "no",
        };

    /// <summary>A goal that the value must not exceed.</summary>
    public static Goal AtMost(string of, double value, double? bound, double? beyond) =>
        new(of, value, bound, beyond, IsMost: true);

    private bool Reaches(double? bound) => IsMost ? Value <= bound : Value >= bound;
}
