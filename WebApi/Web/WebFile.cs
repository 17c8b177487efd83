using Microsoft.Net.Http.Headers;

namespace OrleansRegistration.Web;

/// <summary>
/// A file of the web client, in memory, with the compressed copies that were made when it was built. A file whose name
/// has a hash of its content never changes.
/// </summary>
/// <param name="Type">The media type.</param>
/// <param name="Tag">The <c>ETag</c> without the encoding.</param>
/// <param name="IsImmutable">Whether the name has a hash of the content.</param>
internal sealed record WebFile(
    string Type,
    string Tag,
    bool IsImmutable,
    ReadOnlyMemory<byte> Plain,
    ReadOnlyMemory<byte>? Brotli,
    ReadOnlyMemory<byte>? Gzip
)
{
    /// <summary>The smallest copy that the client takes, and the name of its encoding.</summary>
    /// <param name="accepted">The request's <c>Accept-Encoding</c> (RFC 9110, 12.5.3).</param>
    public (ReadOnlyMemory<byte> Bytes, string? Encoding) For(IList<StringWithQualityHeaderValue> accepted) =>
        Brotli is { } brotli && Accepts(accepted, "br") ? (brotli, "br")
        : Gzip is { } gzip && Accepts(accepted, "gzip") ? (gzip, "gzip")
        : (Plain, null);

    private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, string encoding) =>
        accepted.Any(range =>
            range.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && range.Quality is null or > 0
        );
}
