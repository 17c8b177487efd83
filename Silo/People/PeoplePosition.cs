using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace OrleansRegistration.People;

/// <summary>Where a page of accounts ended: what the list is sorted by, and the account's id.</summary>
/// <param name="Stage">The number of the list, when a search goes through several; 0 otherwise.</param>
internal readonly record struct PeoplePosition(int Stage, string Sort, Guid Id)
{
    /// <summary>The text for the next query.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Stage} {Id:D} {Sort}"))
        );

    /// <summary>Reads a text of <see cref="ToString"/>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PeoplePosition? position)
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
            && Guid.TryParseExact(parts[1], "D", out var id)
            && !parts[2].Contains('\0', StringComparison.Ordinal)
        )
        {
            position = new(stage, parts[2], id);
        }

        return position is not null;
    }
}
