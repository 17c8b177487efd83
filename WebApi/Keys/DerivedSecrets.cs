using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrleansRegistration.Audit;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Names;
using OrleansRegistration.Users;

namespace OrleansRegistration.Keys;

/// <summary>
/// Derives ids and secrets from a secret of this service: 256 random bits in the key ring that all nodes share. Nobody
/// else can compute the results.
/// </summary>
internal sealed class DerivedSecrets(ServiceKeys keys)
{
    private const int HolderBytes = 16;

    /// <summary>The user id of the account that a sign-up with this <c>Idempotency-Key</c> creates.</summary>
    public UserId UserIdOfKey(string idempotencyKey) => ToUserId(Compute("user-of-key", idempotencyKey));

    /// <summary>
    /// The id of a user who does not exist, for a name without an owner. A name always leads to the same id, as a name
    /// with an owner does.
    /// </summary>
    public UserId UserIdOfNobody(NameClaim name) => ToUserId(Compute("user-of-nobody", TextOf(name.Kind), name.Key));

    /// <summary>
    /// The claim of a text that is not a valid name. Its key is longer than the key of any name, so it never matches.
    /// </summary>
    public NameClaim ClaimOfNoName(NameKind kind, string text) =>
        new(kind, Convert.ToHexStringLower(Compute("no-name", text)));

    /// <summary>
    /// The fingerprint of a sign-up: what a repeat with the same <c>Idempotency-Key</c> must match. It leaves out the
    /// password, and the captcha answer, because a repeat brings a new one.
    /// </summary>
    public string Fingerprint(Username username, Nickname nickname, EmailAddress email, InvitationCode? code) =>
        Base64Url.EncodeToString(
            Compute("fingerprint", username.Value, nickname.Value, email.Value, code?.Value ?? "")
        );

    /// <summary>
    /// The holder of the captcha answer of a sign-up with an <c>Idempotency-Key</c>. Only a repeat of the same form
    /// with the same key has the same holder.
    /// </summary>
    public string CaptchaHolder(UserId user, string fingerprint) =>
        Base64Url.EncodeToString(Compute("captcha-holder", user.ToString(), fingerprint).AsSpan(0, HolderBytes));

    /// <summary>The key of a limit for an address or an account: grain keys must hold neither.</summary>
    public string LimitKey(string subject) =>
        Convert.ToHexStringLower(Compute("limit", subject).AsSpan(0, HolderBytes));

    /// <summary>The secret that signs captcha challenges, 256 bits.</summary>
    public byte[] CaptchaSecret() => Compute("captcha");

    /// <summary>
    /// The secret, 256 bits, of the refresh token that the sign-up of <paramref name="user"/> gives. It is stored
    /// nowhere.
    /// </summary>
    public byte[] FirstRefreshSecret(UserId user) => Compute("first-refresh", user.ToString());

    /// <summary>
    /// The secret of the refresh token that succeeds the one with <paramref name="secret"/>. It is always the same.
    /// </summary>
    public byte[] NextRefreshSecret(UserId user, Guid session, ReadOnlySpan<byte> secret) =>
        Compute("next-refresh", user.ToString(), session.ToString("D"), Convert.ToHexStringLower(secret));

    /// <summary>The id of what an operator asks for with this <c>Idempotency-Key</c>.</summary>
    /// <param name="route">Each route has ids of its own.</param>
    public Guid RequestOfKey(string route, Actor actor, string idempotencyKey) =>
        ToUserId(Compute("request-of-key", route, actor.ToString(), idempotencyKey)).Value;

    /// <summary>The fingerprint of a request of an operator: what a repeat with the same key must match.</summary>
    public string RequestFingerprint(params ReadOnlySpan<string?> parts)
    {
        var all = new string[parts.Length + 1];
        all[0] = "request";
        for (var i = 0; i < parts.Length; i++)
        {
            all[i + 1] = parts[i] is { } part ? $"={part}" : ""; // an empty text is not the same as none
        }

        return Base64Url.EncodeToString(Compute(all));
    }

    /// <summary>
    /// The code that a request for a code without a chosen text gets, if the codes before it are taken.
    /// </summary>
    /// <param name="number">The number of the try, from 0.</param>
    public InvitationCode CodeOfRequest(Guid request, int number) =>
        InvitationCode.Draw(
            Compute("code-of-request", request.ToString("D"), number.ToString(CultureInfo.InvariantCulture))
        );

    /// <summary>The proof that this service made a cursor, and made it for <paramref name="owner"/>.</summary>
    public byte[] InviteeCursor(UserId owner, InviteePosition position) =>
        Compute(
            "invitee-cursor",
            owner.ToString(),
            position.Code.ToString(CultureInfo.InvariantCulture),
            position.After.ToString(CultureInfo.InvariantCulture)
        );

    // The first part names the purpose. Each part is preceded by its length, so that two lists of parts never give the
    // same bytes.
    private byte[] Compute(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys.Derivation);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

    // These texts go into ids: they must never change.
    private static string TextOf(NameKind kind) =>
        kind switch
        {
            NameKind.Username => "Username",
            NameKind.Nickname => "Nickname",
            NameKind.Email => "Email",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    // RFC 9562, 5.8: version 8 marks UUIDs of an application's own making.
    private static UserId ToUserId(byte[] hash)
    {
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(new Guid(hash.AsSpan(0, 16), bigEndian: true));
    }
}
