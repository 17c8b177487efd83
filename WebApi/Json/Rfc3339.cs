using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OrleansRegistration.Json;

/// <summary>Times as requests have them: RFC 3339, with their offset.</summary>
internal static class Rfc3339
{
    /// <summary>Parses a time. The result is UTC.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DateTimeOffset time)
    {
        var parsed = DateTimeOffset.TryParseExact(
            text,
            ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out time
        );
        time = time.ToUniversalTime();
        return parsed && (text!.EndsWith('Z') || text[^6] is '+' or '-');
    }
}
