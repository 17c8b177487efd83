using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Users;

/// <summary>Settings <c>Levels:*</c>: what an account must have spent for each <c>user_level</c>.</summary>
public sealed class LevelOptions : IValidatableObject
{
    /// <summary>The highest level, "supreme user"; level 0 is everybody.</summary>
    public const int Highest = 5;

    /// <summary>
    /// <c>Levels:Thresholds:1</c> to <c>:5</c>: five rising amounts. Defaults 100, 500, 1000, 5000, 10000.
    /// </summary>
    [Required]
    public IDictionary<int, decimal> Thresholds { get; } =
        new Dictionary<int, decimal>
        {
            [1] = 100,
            [2] = 500,
            [3] = 1000,
            [4] = 5000,
            [5] = 10000,
        };

    /// <summary>
    /// <c>Levels:Currency</c>: the one currency of purchases, three letters of ISO 4217. Default CNY. Purchases in
    /// another currency are refused.
    /// </summary>
    [RegularExpression("^[A-Z]{3}$", ErrorMessage = "Levels:Currency must be three letters of ISO 4217, such as CNY.")]
    public string Currency { get; set; } = "CNY";

    /// <summary>The level that a consumption reaches.</summary>
    public int LevelOf(decimal consumption)
    {
        var level = 0;
        while (level < Highest && consumption >= Thresholds[level + 1])
        {
            level++;
        }

        return level;
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var level = 1; level <= Highest; level++)
        {
            if (
                !Thresholds.TryGetValue(level, out var threshold)
                || threshold <= (Thresholds.TryGetValue(level - 1, out var below) ? below : 0)
            )
            {
                yield return new ValidationResult(
                    $"Levels:Thresholds:{level} must be an amount above that of the level below it.",
                    [nameof(Thresholds)]
                );
            }
        }

        if (Thresholds.Count > Highest)
        {
            yield return new ValidationResult(
                $"Levels:Thresholds has levels 1 to {Highest} and no others.",
                [nameof(Thresholds)]
            );
        }
    }
}
