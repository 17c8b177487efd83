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
    public (ReadOnlyMemory<byte> Bytes, string? Encoding) For(string accepted) =>
        Brotli is { } brotli && Accepts(accepted, "br") ? (brotli, "br")
        : Gzip is { } gzip && Accepts(accepted, "gzip") ? (gzip, "gzip")
        : (Plain, null);

    private static bool Accepts(string accepted, string encoding)
    {
        foreach (var range in accepted.AsSpan().Split(','))
        {
            var part = accepted.AsSpan()[range].Trim();
            var end = part.IndexOf(';');
            var name = end < 0 ? part : part[..end].TrimEnd();
            if (name.Equals(encoding, StringComparison.OrdinalIgnoreCase))
            {
                var weight = part[name.Length..].TrimStart(" ;").Trim();
                return !weight.StartsWith("q=0", StringComparison.OrdinalIgnoreCase)
                    || weight["q=0".Length..].Trim(".0").Length > 0;
            }
        }

        return false;
    }
}
