using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>
/// A mailed token: whose it is, and 256 random bits. Written as 64 characters of base64url (RFC 4648, 5): 16 octets of the user's id and 32 of
/// the secret.
/// </summary>
[GenerateSerializer, Immutable, Alias("mail-token")]
public sealed record MailToken([property: Id(0)] UserId User, [property: Id(1)] string Secret)
{
    /// <summary>Characters of the written form.</summary>
    public const int Length = 64;

    private const int IdSize = 16;
    private const int SecretSize = 32;

    /// <summary>A new token for <paramref name="user"/>.</summary>
    public static MailToken New(UserId user) =>
        new(user, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretSize)));

    /// <summary>Reads the written form; <c>null</c> when it is none.</summary>
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

    /// <summary>What is stored: SHA-256 of the secret, in base64url. A fast hash will do, because nobody can guess 256 random bits.</summary>
    public string Hash() => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Secret)));

    /// <summary>The written form.</summary>
    public string Write()
    {
        Span<byte> bytes = stackalloc byte[IdSize + SecretSize];
        User.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        Base64Url.DecodeFromChars(Secret, bytes[IdSize..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <inheritdoc/>
    /// <remarks>Without the secret: messages are logged.</remarks>
    public override string ToString() => nameof(MailToken);
}

/// <summary>How a mailed token was taken.</summary>
public enum MailTokenOutcome
{
    /// <summary>It did what it is for, or would.</summary>
    Accepted,

    /// <summary>It is none of this account's, of this kind.</summary>
    Invalid,

    /// <summary>Its time, or the account's, is over.</summary>
    Expired,

    /// <summary>It, or another one in its place, has done its work already.</summary>
    Used,

    /// <summary>The new password is too close to a name of the account.</summary>
    TooSimilar,

    /// <summary>Too many passwords wait to be hashed; try again.</summary>
    Overloaded,

    /// <summary>Nothing was changed; try again.</summary>
    Failed,

    /// <summary>Storage did not say whether the change landed.</summary>
    Unknown,

    /// <summary>An activation token, in its time, of an account that is active already.</summary>
    AlreadyActive,
}

/// <summary>The answer to a mailed token.</summary>
/// <param name="Account">The account, once it is activated by this token.</param>
[GenerateSerializer, Immutable, Alias("mail-token-result")]
public sealed record MailTokenResult(
    [property: Id(0)] MailTokenOutcome Outcome,
    [property: Id(1)] Account? Account = null
);
