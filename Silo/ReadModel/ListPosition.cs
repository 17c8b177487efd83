using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace OrleansRegistration.ReadModel;

/// <summary>Where a page of a list ended: what the list is sorted by, and the key of the last row.</summary>
/// <param name="Stage">The number of the list, where several lists share cursors.</param>
/// <param name="Key">A text without spaces.</param>
internal readonly record struct ListPosition(int Stage, string Sort, string Key)
{
    /// <summary>The text for the next query.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Stage} {Key} {Sort}"))
        );

    /// <summary>How a time is written in <see cref="Sort"/>.</summary>
    public static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Reads a time of <see cref="Sort"/>.</summary>
    public static bool TryParseTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            "O",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        );

    /// <summary>Reads a text of <see cref="ToString"/>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListPosition? position)
    {
        position = null;
        if (!Base64Url.IsValid(text))
        {
            return false;
        }

        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(' ', 3);
        if (
            parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var stage)
            && !parts.Any(part => part.Contains('\0', StringComparison.Ordinal))
        )
        {
            position = new(stage, parts[2], parts[1]);
        }

        return position is not null;
    }
}
