using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace OrleansRegistration.Json;

/// <summary>
/// The media types of JSON: <c>application/json</c> and those that end in <c>+json</c> (RFC 6839, 3.1), whatever their
/// case (RFC 9110, 8.3.1). Parameters are ignored: JSON defines none, not even <c>charset</c> (RFC 8259, 11).
/// </summary>
internal static class JsonMediaType
{
    /// <summary>The media type of answers.</summary>
    public const string Json = "application/json";

    /// <summary>The media type of problems (RFC 9457).</summary>
    public const string Problem = "application/problem+json";

    /// <summary>Whether a <c>Content-Type</c> names a media type of JSON.</summary>
    public static bool Matches(string? contentType)
    {
        // Parse only the part before the first semicolon: RFC 9110, 5.6.6 allows empty parameters, but the framework's
        // parser does not.
        var text = contentType ?? "";
        var end = text.IndexOf(';', StringComparison.Ordinal);
        return MediaTypeHeaderValue.TryParse(new StringSegment(text, 0, end < 0 ? text.Length : end), out var type)
            && (
                type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)
            );
    }
}
