using System.Buffers.Text;

namespace OrleansRegistration.Keys;

/// <summary>Reads tokens of a fixed length in base64url without padding (RFC 4648, 5).</summary>
internal static class ExactBase64Url
{
    /// <summary>
    /// Decodes <paramref name="text"/> into <paramref name="bytes"/>. Returns <c>false</c> unless the text encodes
    /// exactly as many bytes, without white space.
    /// </summary>
    public static bool TryDecode(string? text, Span<byte> bytes) =>
        text?.Length == Base64Url.GetEncodedLength(bytes.Length)
        && Base64Url.IsValid(text)
        && Base64Url.TryDecodeFromChars(text, bytes, out var length)
        && length == bytes.Length;
}
