using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using OrleansRegistration.Keys;

namespace OrleansRegistration.ApiKeys;

/// <summary>
/// An API key as a service sends it: <c>ork_</c>, its id, <c>_</c> and its secret, 32 random bytes in base64url. Only
/// the SHA-256 of the secret is stored: so many random bits need no slow hash.
/// </summary>
/// <param name="Id">16 lower-case hexadecimal digits.</param>
internal sealed record ApiKeyText(string Id, byte[] Secret)
{
    /// <summary>How every API key begins.</summary>
    public const string Prefix = "ork_";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private const int IdBytes = 8;
    private const int SecretBytes = 32;
    private const int IdEnd = 4 + (2 * IdBytes);

    /// <summary>The SHA-256 of the secret, in base64url.</summary>
    public string SecretHash => Base64Url.EncodeToString(SHA256.HashData(Secret));

    /// <summary>A new key.</summary>
    public static ApiKeyText New() =>
        new(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)),
            RandomNumberGenerator.GetBytes(SecretBytes)
        );

    /// <summary>Reads a key; <c>null</c> when the text does not have its form.</summary>
    public static ApiKeyText? Parse(string text)
    {
        var secret = new byte[SecretBytes];
        return
            text.StartsWith(Prefix, StringComparison.Ordinal)
            && text.Length > IdEnd
            && text[IdEnd] == '_'
            && text.AsSpan(Prefix.Length, 2 * IdBytes).IndexOfAnyExcept(Digits) < 0
            && ExactBase64Url.TryDecode(text[(IdEnd + 1)..], secret)
            ? new(text[Prefix.Length..IdEnd], secret)
            : null;
    }

    /// <summary>The text.</summary>
    public string Write() => $"{Prefix}{Id}_{Base64Url.EncodeToString(Secret)}";

    /// <inheritdoc/>
    /// <remarks>Leaves the secret out.</remarks>
    public override string ToString() => $"{nameof(ApiKeyText)} {Id}";
}
