using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace OrleansRegistration.Json;

/// <summary>
/// Which media types are JSON: <c>application/json</c> and those that end in <c>+json</c> (RFC 6839, 3.1), in any case
/// (RFC 9110, 8.3.1). Parameters change nothing: JSON defines none, not even <c>charset</c> (RFC 8259, 11).
/// </summary>
internal static class JsonMediaType
{
    /// <summary>The media type of answers.</summary>
    public const string Json = "application/json";

    /// <summary>The media type of problems (RFC 9457).</summary>
    public const string Problem = "application/problem+json";

    /// <summary>Whether a <c>Content-Type</c> is one of them.</summary>
    public static bool Matches(string? contentType)
    {
        // The type ends before the first semicolon. What follows is not parsed: RFC 9110, 5.6.6 allows empty parameters,
        // and the framework's parser does not.
        var text = contentType ?? "";
        var end = text.IndexOf(';', StringComparison.Ordinal);
        return MediaTypeHeaderValue.TryParse(new StringSegment(text, 0, end < 0 ? text.Length : end), out var type)
            && (
                type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
                || type.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)
            );
    }
}
