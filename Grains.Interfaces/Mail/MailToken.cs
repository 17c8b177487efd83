using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>
/// A mailed token: a user id and a secret of 256 random bits. Its text form has 64 characters of base64url (RFC 4648,
/// 5): 16 octets of the id and 32 of the secret.
/// </summary>
[GenerateSerializer, Immutable, Alias("mail-token")]
public sealed record MailToken([property: Id(0)] UserId User, [property: Id(1)] string Secret)
{
    /// <summary>Length of the text form in characters.</summary>
    public const int Length = 64;

    private const int IdSize = 16;
    private const int SecretSize = 32;

    /// <summary>Creates a token for <paramref name="user"/>.</summary>
    public static MailToken New(UserId user) =>
        new(user, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretSize)));

    /// <summary>Parses the text form; <c>null</c> when the text is not a token.</summary>
    public static MailToken? Parse(string? text)
    {
        Span<byte> bytes = stackalloc byte[IdSize + SecretSize];
        return
            text?.Length == Length
            && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bytes, out var written)
            && written == bytes.Length
            ? new(new(new Guid(bytes[..IdSize], bigEndian: true)), Base64Url.EncodeToString(bytes[IdSize..]))
            : null;
    }

    /// <summary>
    /// The stored form: SHA-256 of the secret, in base64url. A fast hash is enough, because nobody can guess 256 random
    /// bits.
    /// </summary>
    public string Hash() => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Secret)));

    /// <summary>The text form.</summary>
    public string Write()
    {
        Span<byte> bytes = stackalloc byte[IdSize + SecretSize];
        User.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        Base64Url.DecodeFromChars(Secret, bytes[IdSize..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <inheritdoc/>
    /// <remarks>Hides the secret, because messages are logged.</remarks>
    public override string ToString() => nameof(MailToken);
}
