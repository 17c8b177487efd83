using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;

namespace OrleansRegistration.Users;

/// <summary>What a user's row says. There is no member for "absent": an absent row is no record.</summary>
internal enum UserStatus
{
    /// <summary>Nothing is committed here as of this version.</summary>
    Tombstone,

    /// <summary>A committed account.</summary>
    Live,

    /// <summary>A committed account that lapsed or was deleted. Final: says yes to its attempts and codes, no to its names (rule 8).</summary>
    Ended,
}

/// <summary>A user's record. It decides (protocol.md, "The one rule").</summary>
internal sealed record UserRecord
{
    public static readonly UserRecord Tombstone = new() { Status = UserStatus.Tombstone };

    public UserStatus Status { get; init; }

    /// <summary>The committed sign-up's attempt. Kept for ever.</summary>
    public Guid SignUpAttempt { get; init; }

    /// <summary>The committed activation's attempt; <c>null</c> while the account is not active. Kept for ever.</summary>
    public Guid? ActivationAttempt { get; init; }

    /// <summary>The last change of the nickname.</summary>
    public Guid? RenameAttempt { get; init; }

    /// <summary>The last new code, or the end of the account: what the outbox asks about.</summary>
    [JsonPropertyName("change_attempt")]
    public Guid? CleanUpAttempt { get; init; }

    public string Username
    {
        get;
        init => field = value ?? field;
    } = "";

    public string UsernameKey
    {
        get;
        init => field = value ?? field;
    } = "";

    public string Nickname
    {
        get;
        init => field = value ?? field;
    } = "";

    public string NicknameKey
    {
        get;
        init => field = value ?? field;
    } = "";

    public string Email
    {
        get;
        init => field = value ?? field;
    } = "";

    public string EmailKey
    {
        get;
        init => field = value ?? field;
    } = "";

    /// <summary>Argon2id, as a PHC string.</summary>
    public string PasswordHash
    {
        get;
        init => field = value ?? field;
    } = "";

    /// <summary>
    /// How often the password was replaced or the account activated by mail: each ends the sessions that began before.
    /// <c>null</c> for never.
    /// </summary>
    public int? PasswordGeneration { get; init; }

    public DateTimeOffset DateJoined { get; init; }

    /// <summary>When the account lapses if it is not active by then and somebody wants its names; <c>null</c> for never.</summary>
    public DateTimeOffset? ActivateBy { get; init; }

    /// <summary>The code the account was made with.</summary>
    public InvitationCode? InviterCode { get; init; }

    /// <summary>Every code the account ever had; the last is the current one.</summary>
    public ImmutableArray<InvitationCode> Codes
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    public int Level { get; init; }

    public decimal Consumption { get; init; }

    /// <summary>What a repeat under the same <c>Idempotency-Key</c> must match; see <see cref="SignUp.Fingerprint"/>.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The language of mails; <c>null</c> is English.</summary>
    public string? Language { get; init; }

    /// <summary>The account needs no activation mail: it is active since its sign-up, and counted as activated by an activation of its own that follows.</summary>
    public bool? ActiveAtOnce { get; init; }

    /// <summary>An operator shut the account: it keeps its names and counts, and opens to nobody. <c>null</c> otherwise.</summary>
    public bool? Disabled { get; init; }

    /// <summary>How far the activation mail is; <c>null</c> until its first try.</summary>
    public MailStatus? Mail { get; init; }

    /// <summary>How far the last mail for a new password is, for operators; <c>null</c> until the first.</summary>
    public MailStatus? ResetMail { get; init; }

    /// <summary>Hashes of mailed tokens; <c>null</c> until the first.</summary>
    public ImmutableArray<MailedToken>? Tokens { get; init; }

    /// <summary>The client that signed up, for the list of sessions; <c>null</c> when it did not say.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Whether the account is activated.</summary>
    [JsonIgnore]
    public bool IsActive => ActivationAttempt is not null || ActiveAtOnce is true;

    /// <summary>Whether this live record names <paramref name="claim"/> now: names by value, the current own code.</summary>
    public bool Lists(Claim claim) =>
        Status == UserStatus.Live
        && claim switch
        {
            NameClaim name => KeyOf(name.Kind) == name.Key,
            OwnCodeClaim own => Codes[^1] == own.Code,
            _ => false,
        };

    /// <summary>
    /// Whether the claim is held (rule 5): <c>true</c>, or <c>false</c> for a "no" that nothing can turn, or <c>null</c> for a "no" that stands
    /// only once the row was written again (rule 6).
    /// </summary>
    public bool? Holds(Claim claim) =>
        (Status, claim) switch
        {
            (UserStatus.Tombstone, _) => null,
            (_, OwnCodeClaim own) when Codes.Contains(own.Code) => true,
            (_, RedemptionClaim { Kind: RedemptionKind.Registered } use) => use.Attempt == SignUpAttempt,
            (_, RedemptionClaim { Kind: RedemptionKind.Activated } use) when ActivationAttempt is { } attempt =>
                use.Attempt == attempt,
            (_, CleanUpClaim change) when change.Attempt == CleanUpAttempt => true,
            (UserStatus.Live, NameClaim name) when KeyOf(name.Kind) == name.Key => true,
            (UserStatus.Ended, _) => false,
            _ => null,
        };

    /// <summary>Whether the account was never activated within its window, so that whoever wants its names may have them.</summary>
    public bool HasLapsed(DateTimeOffset now) => Status == UserStatus.Live && !IsActive && ActivateBy <= now;

    /// <summary>Whether the account is its owner's to use: live, in time, and not disabled.</summary>
    public bool IsOpen(DateTimeOffset now) => Status == UserStatus.Live && Disabled is not true && !HasLapsed(now);

    /// <summary>Whether the account is still to be sent its activation mail (I6): it needs one, which was neither sent nor given up.</summary>
    public bool IsOwedActivationMail(DateTimeOffset now) =>
        IsOpen(now) && !IsActive && Mail is null or { State: MailState.Pending };

    /// <summary>The three names.</summary>
    [JsonIgnore]
    public ImmutableArray<NameClaim> Names =>
        [new(NameKind.Username, UsernameKey), new(NameKind.Nickname, NicknameKey), new(NameKind.Email, EmailKey)];

    /// <summary>
    /// The account after its end (rule 8). The names' keys are kept until the rows that they are the keys of are cleared: <see cref="Erased"/>.
    /// </summary>
    public UserRecord End(Guid attempt) =>
        Erased() with
        {
            Status = UserStatus.Ended,
            CleanUpAttempt = attempt,
            UsernameKey = UsernameKey,
            NicknameKey = NicknameKey,
            EmailKey = EmailKey,
        };

    /// <summary>
    /// The record without personal data: attempts and codes, for which this user is asked for ever, and when it joined.
    /// An ended account also keeps the hashes of the mailed tokens that ended it, so that a repeat is known.
    /// </summary>
    public UserRecord Erased() =>
        new()
        {
            Status = Status,
            SignUpAttempt = SignUpAttempt,
            ActivationAttempt = ActivationAttempt,
            CleanUpAttempt = CleanUpAttempt,
            ActiveAtOnce = ActiveAtOnce,
            DateJoined = DateJoined,
            InviterCode = InviterCode,
            Codes = Codes,
            Tokens =
                Status == UserStatus.Ended && Tokens is [{ Kind: MailKind.Activation, Used: true }] ? Tokens : null,
        };

    /// <summary>What the owner may see.</summary>
    public Account ToAccount(UserId id) =>
        new(
            id,
            Username,
            Nickname,
            Email,
            IsActive,
            DateJoined,
            Level,
            Consumption,
            Codes[^1],
            PasswordGeneration ?? 0,
            UserAgent
        );

    /// <summary>
    /// The record with another password. No mailed token chooses yet another one: each was made for the password
    /// before.
    /// </summary>
    public UserRecord WithPassword(string hash) =>
        NextGeneration() with
        {
            PasswordHash = hash,
            Tokens = Tokens is { } tokens ? MailedTokens.Use(tokens, MailKind.PasswordReset) : null,
        };

    /// <summary>The record in which no session goes on that began before.</summary>
    public UserRecord NextGeneration() => this with { PasswordGeneration = (PasswordGeneration ?? 0) + 1 };

    /// <summary>How far the activation mail is, for the owner; <c>null</c> when none was needed.</summary>
    public MailStatus? MailStatus() =>
        Mail is { } mail ? new(mail.State, mail.Failure, mail.Since)
        : IsActive ? null
        : new(MailState.Pending, null, DateJoined);

    /// <summary>What a mailed token is good for now.</summary>
    public MailTokenOutcome Check(MailToken token, MailKind kind, DateTimeOffset now) =>
        Status != UserStatus.Live
        || Disabled is true
        || MailedTokens.Find(Tokens ?? [], kind, token.Hash()) is not { } made
            ? MailTokenOutcome.Invalid
        : made.Used is true ? MailTokenOutcome.Used
        : kind == MailKind.Activation && IsActive && made.ExpiresAt > now ? MailTokenOutcome.AlreadyActive
        : kind == MailKind.Activation && IsActive ? MailTokenOutcome.Used
        : made.ExpiresAt <= now
        || HasLapsed(now)
        || (kind == MailKind.PasswordReset && made.MadeAt > now + Clocks.MaxSkew)
            ? MailTokenOutcome.Expired
        : MailTokenOutcome.Accepted;

    /// <summary>Whether the token ended this account, not longer ago than it was good for.</summary>
    public bool WasEndedBy(MailToken token, DateTimeOffset now) =>
        Status == UserStatus.Ended
        && MailedTokens.Find(Tokens ?? [], MailKind.Activation, token.Hash()) is { Used: true } made
        && made.ExpiresAt > now;

    /// <summary>
    /// The nickname, for a mail; <c>null</c> while nobody has shown that the address is theirs. Until then whoever
    /// signed up may have typed another's address, and the nickname would be their words to that other (docs/adr/0020).
    /// </summary>
    [JsonIgnore]
    public string? MailableNickname => ActivationAttempt is not null && ActiveAtOnce is not true ? Nickname : null;

    /// <summary>How far the last mail of a kind is.</summary>
    public MailStatus? MailOf(MailKind kind) => kind == MailKind.Activation ? Mail : ResetMail;

    /// <summary>The record with another state of a mail, since now; the record itself when the mail is in that state already.</summary>
    public UserRecord WithMail(MailKind kind, MailState state, MailFailure? failure, DateTimeOffset now)
    {
        var known = MailOf(kind);
        var askedAt =
            state == MailState.Pending && known is not { State: MailState.Pending }
                ? now
                : known?.AskedAt ?? known?.Since;
        var facts = new MailStatus(state, failure, now, askedAt);
        return known is not null && known with { Since = now } == facts ? this
            : kind == MailKind.Activation ? this with { Mail = facts }
            : this with { ResetMail = facts };
    }

    private string KeyOf(NameKind kind) =>
        kind switch
        {
            NameKind.Username => UsernameKey,
            NameKind.Nickname => NicknameKey,
            NameKind.Email => EmailKey,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
