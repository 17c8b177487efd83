using System.Globalization;

namespace OrleansRegistration.Purchases;

/// <summary>Amounts of money as texts: digits, a point and two decimals, such as <c>12.50</c>.</summary>
public static class Money
{
    /// <summary>The greatest amount of a purchase or a refund.</summary>
    public const decimal MaxAmount = 1_000_000;

    /// <summary>What <see cref="TryParse"/> reads, before it compares the amount with its bounds.</summary>
    public const string Pattern = @"^\d{1,7}(\.\d{1,2})?$";

    private const int MaxWhole = 7;
    private const int MaxDecimals = 2;

    /// <summary>Writes an amount with two decimals.</summary>
    public static string Write(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads an amount above 0 and of at most <see cref="MaxAmount"/>: digits, and at most two decimals after a point.
    /// </summary>
    public static bool TryParse(string? text, out decimal amount)
    {
        amount = 0;
        var point = text?.IndexOf('.', StringComparison.Ordinal) ?? -1;
        var whole = point < 0 ? text?.Length : point;
        return whole is > 0 and <= MaxWhole
            && (point < 0 || text!.Length - point - 1 is > 0 and <= MaxDecimals)
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount)
            && amount is > 0 and <= MaxAmount;
    }
}
