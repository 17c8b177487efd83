using System.Globalization;

namespace OrleansRegistration.Json;

/// <summary>Reads times as clients write them: RFC 3339, such as <c>2027-01-31T00:00:00Z</c>.</summary>
internal static class TimeText
{
    private const string Utc = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";
    private const string WithOffset = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";

    /// <summary>Reads a time.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(
            text,
            [Utc, WithOffset],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time
        );
}
