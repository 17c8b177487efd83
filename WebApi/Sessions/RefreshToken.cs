using System.Buffers.Text;
using System.Security.Cryptography;
using OrleansRegistration.Keys;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

/// <summary>
/// A refresh token: the user's id, the session's id and a secret of 256 bits, in base64url. The ids find the session
/// without a search; only the secret proves that the token is genuine.
/// </summary>
internal sealed class RefreshToken
{
    private const int IdBytes = 16;
    private const int SecretBytes = 32;
    private const int Bytes = IdBytes + IdBytes + SecretBytes;

    private readonly byte[] _secret;

    private RefreshToken(UserId user, Guid session, byte[] secret) =>
        (User, Session, _secret) = (user, session, secret);

    /// <summary>The user's id.</summary>
    public UserId User { get; }

    /// <summary>The id of the session that the token continues.</summary>
    public Guid Session { get; }

    /// <summary>
    /// SHA-256 of the secret, in base64url. Only this hash is stored. A slow hash would add nothing to 256 random bits.
    /// </summary>
    public string Hash => HashOf(_secret);

    /// <summary>The token as the client gets it. A secret.</summary>
    public string Text =>
        Base64Url.EncodeToString([
            .. User.Value.ToByteArray(bigEndian: true),
            .. Session.ToByteArray(bigEndian: true),
            .. _secret,
        ]);

    /// <summary>Makes the secret of a new session.</summary>
    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The hash of a secret.</summary>
    public static string HashOf(byte[] secret) => Base64Url.EncodeToString(SHA256.HashData(secret));

    /// <summary>The token of a session.</summary>
    public static RefreshToken Of(UserId user, Guid session, byte[] secret) => new(user, session, secret);

    /// <summary>The token that a sign-up gives. Its session has the user's id.</summary>
    public static RefreshToken First(UserId user, DerivedSecrets secrets) =>
        new(user, user.Value, secrets.FirstRefreshSecret(user));

    /// <summary>Reads a token, or returns <c>null</c> if the text is not one.</summary>
    public static RefreshToken? Parse(string? text)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        return ExactBase64Url.TryDecode(text, bytes)
            ? new(
                new(new(bytes[..IdBytes], bigEndian: true)),
                new(bytes[IdBytes..(2 * IdBytes)], bigEndian: true),
                bytes[(2 * IdBytes)..].ToArray()
            )
            : null;
    }

    /// <summary>The successor. It is always the same, so that a lost reply can be repeated.</summary>
    public RefreshToken Next(DerivedSecrets secrets) =>
        new(User, Session, secrets.NextRefreshSecret(User, Session, _secret));

    /// <summary>The token after <paramref name="steps"/> successions; the token itself after 0.</summary>
    public RefreshToken Next(DerivedSecrets secrets, int steps) =>
        steps == 0 ? this : Next(secrets).Next(secrets, steps - 1);

    /// <summary>What the session's grain needs to recognise the token.</summary>
    public RefreshProof Prove(DerivedSecrets secrets) =>
        new(Session, Hash, Session == User.Value ? First(User, secrets).Hash : null);

    /// <inheritdoc/>
    public override string ToString() => nameof(RefreshToken);
}
