using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OrleansRegistration.Invitees;
using OrleansRegistration.Names;
using OrleansRegistration.Users;

namespace OrleansRegistration.Keys;

/// <summary>
/// What is derived with a secret of this service (256 random bits, of the key ring that all nodes share), so that nobody can compute it, or aim
/// at another's.
/// </summary>
internal sealed class DerivedSecrets(ServiceKeys keys)
{
    private const int HolderBytes = 16;

    /// <summary>The user id that belongs to an <c>Idempotency-Key</c>.</summary>
    public UserId UserIdOfKey(string idempotencyKey) => ToUserId(Compute("user-of-key", idempotencyKey));

    /// <summary>The user id that a name without an owner is tried on. Always the same one for a name, as it is for a name with an owner.</summary>
    public UserId UserIdOfNobody(NameClaim name) => ToUserId(Compute("user-of-nobody", name.Kind.ToString(), name.Key));

    /// <summary>A key that no name can have (it is too long), for a text that is no name.</summary>
    public NameClaim ClaimOfNoName(NameKind kind, string text) =>
        new(kind, Convert.ToHexStringLower(Compute("no-name", text)));

    /// <summary>
    /// The fingerprint of a sign-up: of its parsed fields but the password. The captcha answer is not part of it either: a retry brings a new one.
    /// </summary>
    public string Fingerprint(SignUp signUp) =>
        Base64Url.EncodeToString(
            Compute(
                "fingerprint",
                signUp.Username.Value,
                signUp.Nickname.Value,
                signUp.Email.Value,
                signUp.Code?.Value ?? ""
            )
        );

    /// <summary>For whom a sign-up under an <c>Idempotency-Key</c> uses a captcha answer: a repeat of the same form under the same key, and nothing else.</summary>
    public string CaptchaHolder(UserId user, string fingerprint) =>
        Base64Url.EncodeToString(Compute("captcha-holder", user.ToString(), fingerprint).AsSpan(0, HolderBytes));

    /// <summary>How a limit knows an address or an account, so that neither is in a grain's key.</summary>
    public string LimitKey(string subject) =>
        Convert.ToHexStringLower(Compute("limit", subject).AsSpan(0, HolderBytes));

    /// <summary>What captcha challenges are signed with, 256 bits.</summary>
    public byte[] CaptchaSecret() => Compute("captcha");

    /// <summary>The secret of the refresh token that the sign-up of <paramref name="user"/> gives: 256 bits that are stored nowhere.</summary>
    public byte[] FirstRefreshSecret(UserId user) => Compute("first-refresh", user.ToString());

    /// <summary>The secret of the refresh token that follows the one with <paramref name="secret"/>. Always the same one.</summary>
    public byte[] NextRefreshSecret(UserId user, Guid session, ReadOnlySpan<byte> secret) =>
        Compute("next-refresh", user.ToString(), session.ToString("D"), Convert.ToHexStringLower(secret));

    /// <summary>What makes a cursor of invitees the owner's, and one of ours.</summary>
    public byte[] InviteeCursor(UserId owner, InviteePosition position) =>
        Compute(
            "invitee-cursor",
            owner.ToString(),
            position.Code.ToString(CultureInfo.InvariantCulture),
            position.After.ToString(CultureInfo.InvariantCulture)
        );

    // Each part is preceded by its length, so that no two lists of parts give the same bytes. The first part names the purpose.
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

    // RFC 9562, 5.8: a UUID of our own making has version 8.
    private static UserId ToUserId(byte[] hash)
    {
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(new Guid(hash.AsSpan(0, 16), bigEndian: true));
    }
}
