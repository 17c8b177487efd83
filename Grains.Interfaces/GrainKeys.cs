using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OrleansRegistration.Captcha;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Limits;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Purchases;
using OrleansRegistration.Users;

namespace OrleansRegistration;

/// <summary>
/// Formats and parses the keys of the grains. A key is the grain's type, a slash and an identity within the type. The
/// prefix keeps AdoNet storage from reading a key as a number or a GUID (docs/evidence.md#trap-2).
/// </summary>
/// <remarks>
/// Rows store the keys, so their format must never change. A parse accepts only what the format beside it gives.
/// </remarks>
public static class GrainKeys
{
    /// <summary>The key of the only key ring.</summary>
    public const string KeyRing = $"{GrainTypes.KeyRing}/service";

    /// <summary>The key of the only tree of invitations.</summary>
    public const string Tree = $"{GrainTypes.Tree}/service";

    /// <summary>The key of the only list of API keys.</summary>
    public const string ApiKeys = $"{GrainTypes.ApiKeys}/service";

    /// <summary>The key of the reader of the audit log.</summary>
    public const string AuditLog = $"{GrainTypes.AuditLog}/service";

    /// <summary>The key of the grain with all webhooks.</summary>
    public const string Webhooks = $"{GrainTypes.Webhooks}/service";

    /// <summary>The key of the queries on deliveries of webhooks.</summary>
    public const string WebhookDeliveries = $"{GrainTypes.WebhookDeliveries}/service";

    /// <summary>The key of the only probe.</summary>
    public const string Probe = $"{GrainTypes.Probe}/service";

    /// <summary>The key of a further probe: <c>probe/</c> and its number.</summary>
    public static string ForProbe(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{GrainTypes.Probe}/{number}");

    /// <summary>The key of a user: <c>user/</c> and the id.</summary>
    public static string ForUser(UserId user) => $"{GrainTypes.User}/{user.Value:D}";

    /// <summary>Reads a key of <see cref="ForUser"/>.</summary>
    public static bool TryParseUser(string key, out UserId user) => TryParseId(key, GrainTypes.User, out user);

    /// <inheritdoc cref="TryParseUser"/>
    /// <exception cref="FormatException">The key is not a user's.</exception>
    public static UserId ParseUser(string key) => TryParseUser(key, out var user) ? user : throw NotTheKeyOf("a user");

    /// <summary>The key of the sessions of a user: <c>session/</c> and the user's id.</summary>
    public static string ForSession(UserId user) => $"{GrainTypes.Session}/{user.Value:D}";

    /// <summary>Reads a key of <see cref="ForSession"/>.</summary>
    public static bool TryParseSession(string key, out UserId user) => TryParseId(key, GrainTypes.Session, out user);

    /// <inheritdoc cref="TryParseSession"/>
    /// <exception cref="FormatException">The key is not of a user's sessions.</exception>
    public static UserId ParseSession(string key) =>
        TryParseSession(key, out var user) ? user : throw NotTheKeyOf("a user's sessions");

    /// <summary>
    /// The key of a name's reservation: the type for its kind, a slash and the name's uniqueness key.
    /// </summary>
    public static string ForName(NameKind kind, string name) => $"{GrainTypes.Of(kind)}/{name}";

    /// <summary>Reads a key of <see cref="ForName"/>.</summary>
    /// <exception cref="FormatException">The key is not of a name's reservation.</exception>
    public static NameClaim ParseName(string key)
    {
        foreach (var kind in (ReadOnlySpan<NameKind>)[NameKind.Username, NameKind.Nickname, NameKind.Email])
        {
            if (TryRest(key, GrainTypes.Of(kind), out var name))
            {
                return new(kind, name.ToString());
            }
        }

        throw NotTheKeyOf("a name");
    }

    /// <summary>The key of an invitation code: <c>code/</c> and the code.</summary>
    public static string ForCode(InvitationCode code)
    {
        ArgumentNullException.ThrowIfNull(code);
        return $"{GrainTypes.Code}/{code.Value}";
    }

    /// <summary>Reads a key of <see cref="ForCode"/>.</summary>
    public static bool TryParseCode(string key, [NotNullWhen(true)] out InvitationCode? code)
    {
        code = null;
        return TryRest(key, GrainTypes.Code, out var text) && TryParseCode(text, out code);
    }

    /// <inheritdoc cref="TryParseCode(string, out InvitationCode?)"/>
    /// <exception cref="FormatException">The key is not an invitation code's.</exception>
    public static InvitationCode ParseCode(string key) =>
        TryParseCode(key, out var code) ? code : throw NotTheKeyOf("an invitation code");

    /// <summary>
    /// The key of the page that lists the <paramref name="ordinal"/>th account, from 1, that was made with a code:
    /// <c>invitees/</c>, the code, a slash and the number of the page.
    /// </summary>
    public static string ForInvitees(InvitationCode code, long ordinal)
    {
        ArgumentNullException.ThrowIfNull(code);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{GrainTypes.Invitees}/{code.Value}/{InviteeIndex.PageOf(ordinal)}"
        );
    }

    /// <summary>Reads the code of a key of <see cref="ForInvitees"/>. Ignores the number of the page.</summary>
    public static bool TryParseInvitees(string key, [NotNullWhen(true)] out InvitationCode? code)
    {
        code = null;
        return TryRest(key, GrainTypes.Invitees, out var rest)
            && rest.LastIndexOf('/') is >= 0 and var end
            && TryParseCode(rest[..end], out code);
    }

    /// <summary>The key of a shard of the outbox: <c>outbox/</c> and the number of the shard.</summary>
    public static string ForOutbox(int shard) =>
        string.Create(CultureInfo.InvariantCulture, $"{GrainTypes.Outbox}/{shard}");

    /// <summary>The key of a shard of the mail queue: <c>mail/</c> and the number of the shard.</summary>
    public static string ForMail(int shard) =>
        string.Create(CultureInfo.InvariantCulture, $"{GrainTypes.Mail}/{shard}");

    /// <summary>
    /// The key of a segment of a shard of the mail queue: the key of the shard for segment 0; for the others a slash
    /// and the number of the segment behind it. Rows have these keys; no grain but the shard's has one.
    /// </summary>
    public static string ForMail(int shard, int segment) =>
        segment == 0 ? ForMail(shard) : string.Create(CultureInfo.InvariantCulture, $"{ForMail(shard)}/{segment}");

    /// <summary>Reads a key of <see cref="ForMail(int, int)"/>, of a shard that exists.</summary>
    public static bool TryParseMail(string key, out int shard, out int segment)
    {
        (shard, segment) = (0, 0);
        if (!TryRest(key, GrainTypes.Mail, out var rest))
        {
            return false;
        }

        var slash = rest.IndexOf('/');
        return TryParseNumber(slash < 0 ? rest : rest[..slash], out shard)
            && (slash < 0 || TryParseNumber(rest[(slash + 1)..], out segment))
            && shard < MailShards.Count
            && key == ForMail(shard, segment);
    }

    /// <summary>Reads a key of <see cref="ForMail(int)"/>.</summary>
    /// <exception cref="FormatException">The key is not of a shard of the mail queue.</exception>
    public static int ParseMail(string key) =>
        TryParseMail(key, out var shard, out var segment) && segment == 0
            ? shard
            : throw NotTheKeyOf("a shard of the mail queue");

    /// <summary>
    /// The key of the shard that remembers a captcha answer: <c>captcha/</c> and the first
    /// <see cref="CaptchaShards.Digits"/> digits of the answer.
    /// </summary>
    /// <exception cref="ArgumentException">The answer does not begin with enough hexadecimal digits.</exception>
    public static string ForCaptcha(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Length >= CaptchaShards.Digits && AreDigits(answer.AsSpan(0, CaptchaShards.Digits))
            ? $"{GrainTypes.Captcha}/{answer[..CaptchaShards.Digits]}"
            : throw new ArgumentException(
                "A captcha answer begins with lower-case hexadecimal digits.",
                nameof(answer)
            );
    }

    /// <summary>Reads the digits that begin the answers of a shard from a key of <see cref="ForCaptcha"/>.</summary>
    public static bool TryParseCaptcha(string key, out string digits)
    {
        digits = TryRest(key, GrainTypes.Captcha, out var rest) ? rest.ToString() : "";
        return digits.Length == CaptchaShards.Digits && AreDigits(digits);
    }

    /// <summary>The key of the only list of jobs.</summary>
    public const string Jobs = $"{GrainTypes.Jobs}/service";

    /// <summary>The key of a job: <c>job/</c> and its id.</summary>
    public static string ForJob(Guid job) => $"{GrainTypes.Job}/{job:D}";

    /// <summary>Reads a key of <see cref="ForJob"/>.</summary>
    public static bool TryParseJob(string key, out Guid job)
    {
        var parsed = TryParseId(key, GrainTypes.Job, out var id);
        job = id.Value;
        return parsed;
    }

    /// <inheritdoc cref="TryParseJob"/>
    /// <exception cref="FormatException">The key is not a job's.</exception>
    public static Guid ParseJob(string key) => TryParseJob(key, out var job) ? job : throw NotTheKeyOf("a job");

    /// <summary>
    /// The key of a receipt: <c>receipt/</c> and the id that was derived from an <c>Idempotency-Key</c>.
    /// </summary>
    public static string ForReceipt(Guid request) => $"{GrainTypes.Receipt}/{request:D}";

    /// <summary>Reads a key of <see cref="ForReceipt"/>.</summary>
    public static bool TryParseReceipt(string key, out Guid request)
    {
        var parsed = TryParseId(key, GrainTypes.Receipt, out var id);
        request = id.Value;
        return parsed;
    }

    /// <summary>The key of a rate limit: <c>limit/</c>, its kind, a slash and a keyed hash.</summary>
    /// <param name="hash">The keyed hash of the address or account. Keys can appear in logs.</param>
    public static string ForLimit(LimitKind kind, string hash) => $"{GrainTypes.Limit}/{kind}/{hash}";

    /// <summary>
    /// The key of a purchase: <c>purchase/</c>, the name of the service, a slash and the id that the service chose,
    /// which has no slash.
    /// </summary>
    public static string ForPurchase(PurchaseId purchase)
    {
        ArgumentNullException.ThrowIfNull(purchase);
        return $"{GrainTypes.Purchase}/{purchase.Service}/{purchase.Id}";
    }

    /// <summary>Reads a key of <see cref="ForPurchase"/>.</summary>
    public static bool TryParsePurchase(string key, [NotNullWhen(true)] out PurchaseId? purchase)
    {
        purchase = null;
        if (TryRest(key, GrainTypes.Purchase, out var rest) && rest.LastIndexOf('/') is > 0 and var end)
        {
            var id = rest[(end + 1)..].ToString();
            purchase = PurchaseId.IsValid(id) ? new(rest[..end].ToString(), id) : null;
        }

        return purchase is not null;
    }

    /// <inheritdoc cref="TryParsePurchase"/>
    /// <exception cref="FormatException">The key is not a purchase's.</exception>
    public static PurchaseId ParsePurchase(string key) =>
        TryParsePurchase(key, out var purchase) ? purchase : throw NotTheKeyOf("a purchase");

    private static bool TryParseNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool AreDigits(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigitLower(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryParseId(string key, string type, out UserId user)
    {
        user = default;
        Span<char> canonical = stackalloc char[36];
        if (!TryRest(key, type, out var text) || !Guid.TryParseExact(text, "D", out var id))
        {
            return false;
        }

        user = new(id);
        return id.TryFormat(canonical, out _, "D") && text.SequenceEqual(canonical);
    }

    private static bool TryParseCode(ReadOnlySpan<char> text, [NotNullWhen(true)] out InvitationCode? code) =>
        InvitationCode.TryParse(text.ToString(), out code) && text.SequenceEqual(code.Value);

    private static bool TryRest(string key, string type, out ReadOnlySpan<char> rest)
    {
        ArgumentNullException.ThrowIfNull(key);
        var found =
            key.Length > type.Length && key[type.Length] == '/' && key.StartsWith(type, StringComparison.Ordinal);
        rest = found ? key.AsSpan(type.Length + 1) : default;
        return found;
    }

    private static FormatException NotTheKeyOf(string what) => new($"Not the key of {what}.");
}
