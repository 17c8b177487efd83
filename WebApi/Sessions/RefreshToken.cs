using System.Buffers.Text;
using System.Security.Cryptography;
using OrleansRegistration.Keys;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

/// <summary>
/// A refresh token: the user's id, the session's id and a secret of 256 bits, in base64url. The ids lead to the session without a search; the
/// secret alone opens it.
/// </summary>
internal sealed class RefreshToken
{
    private const int IdBytes = 16;
    private const int SecretBytes = 32;
    private const int Bytes = IdBytes + IdBytes + SecretBytes;
    private const int TextLength = 86;

    private readonly byte[] _secret;

    private RefreshToken(UserId user, Guid session, byte[] secret) =>
        (User, Session, _secret) = (user, session, secret);

    /// <summary>Whose it is.</summary>
    public UserId User { get; }

    /// <summary>Which session it continues.</summary>
    public Guid Session { get; }

    /// <summary>SHA-256 of the secret, in base64url: all that is stored. A slow hash would add nothing to 256 random bits.</summary>
    public string Hash => Base64Url.EncodeToString(SHA256.HashData(_secret));

    /// <summary>What the client gets. A secret.</summary>
    public string Text =>
        Base64Url.EncodeToString([
            .. User.Value.ToByteArray(bigEndian: true),
            .. Session.ToByteArray(bigEndian: true),
            .. _secret,
        ]);

    /// <summary>A secret for a session that is about to begin.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The hash of a secret.</summary>
    public static string HashOf(byte[] secret) => new RefreshToken(default, default, secret).Hash;

    /// <summary>The token of a session.</summary>
    public static RefreshToken Of(UserId user, Guid session, byte[] secret) => new(user, session, secret);

    /// <summary>The token that a sign-up gives. The session it continues has the user's id.</summary>
    public static RefreshToken First(UserId user, DerivedSecrets hash) =>
        new(user, user.Value, hash.FirstRefreshSecret(user));

    /// <summary>Reads a token; <c>null</c> when the text is none.</summary>
    public static RefreshToken? Parse(string? text)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        return
            text?.Length == TextLength
            && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bytes, out var length)
            && length == Bytes
            ? new(
                new(new(bytes[..IdBytes], bigEndian: true)),
                new(bytes[IdBytes..(2 * IdBytes)], bigEndian: true),
                bytes[(2 * IdBytes)..].ToArray()
            )
            : null;
    }

    /// <summary>The token that follows. The same token has the same successor, so that a reply that was lost can be given again.</summary>
    public RefreshToken Next(DerivedSecrets hash) => new(User, Session, hash.NextRefreshSecret(User, Session, _secret));

    /// <summary>The token that follows after so many steps; the token itself for 0.</summary>
    public RefreshToken Next(DerivedSecrets hash, int steps) => steps == 0 ? this : Next(hash).Next(hash, steps - 1);

    /// <summary>What the session's grain needs to know the token.</summary>
    public RefreshProof Prove(DerivedSecrets hash) =>
        new(Session, Hash, Session == User.Value ? First(User, hash).Hash : null);

    /// <inheritdoc/>
    public override string ToString() => nameof(RefreshToken);
}
