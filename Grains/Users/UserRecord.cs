using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansRegistration.Audit;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Operators;
using OrleansRegistration.Passwords;
using OrleansRegistration.Purchases;
using OrleansRegistration.Tree;

namespace OrleansRegistration.Users;

/// <summary>The state of a user's record. An absent row has no record, so there is no member for it.</summary>
internal enum UserStatus
{
    /// <summary>Nothing is committed as of this version.</summary>
    Tombstone,

    /// <summary>A committed account.</summary>
    Live,

    /// <summary>
    /// A committed account that lapsed or was deleted. Final: it still holds its attempts and codes, but no names
    /// (docs/protocol.md#rule-8).
    /// </summary>
    Ended,
}

/// <summary>A user's record. It decides what the user holds (docs/protocol.md#the-one-rule).</summary>
internal sealed record UserRecord
{
    public static readonly UserRecord Tombstone = new() { Status = UserStatus.Tombstone };

    public UserStatus Status { get; init; }

    /// <summary>The attempt of the committed sign-up. Kept for ever.</summary>
    public Guid SignUpAttempt { get; init; }

    /// <summary>The attempt of the committed activation; <c>null</c> before it. Kept for ever.</summary>
    public Guid? ActivationAttempt { get; init; }

    /// <summary>The attempt of the last change of the nickname or the username.</summary>
    public Guid? RenameAttempt { get; init; }

    /// <summary>
    /// The attempt of the last correction of the e-mail address. Tells which mails were for this address.
    /// </summary>
    public Guid? CorrectionAttempt { get; init; }

    /// <summary>
    /// The attempt of the last new code, of the last correction of the address or of the account's end, whichever came
    /// last. The outbox asks about it.
    /// </summary>
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

    /// <summary>
    /// Argon2id, as a PHC string. Until its first log-in an imported account has the text that it came with
    /// (<see cref="ImportedHash"/>).
    /// </summary>
    public string PasswordHash
    {
        get;
        init => field = value ?? field;
    } = "";

    /// <summary>
    /// How often the password was replaced or the account activated by mail; <c>null</c> for never. Sessions of an
    /// earlier generation have ended.
    /// </summary>
    public int? PasswordGeneration { get; init; }

    public DateTimeOffset DateJoined { get; init; }

    /// <summary>When an account that is not active lapses; <c>null</c> for never.</summary>
    public DateTimeOffset? ActivateBy { get; init; }

    /// <summary>The code that the account signed up with.</summary>
    public InvitationCode? InviterCode { get; init; }

    /// <summary>
    /// Every code that the account ever had, but for <see cref="IssuedCodes"/>. The last one is current.
    /// </summary>
    public ImmutableArray<InvitationCode> Codes
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    /// <summary>
    /// The codes that operators issued to the account, oldest first; <c>null</c> for none. All are current until the
    /// account ends.
    /// </summary>
    public ImmutableArray<InvitationCode>? IssuedCodes { get; init; }

    /// <inheritdoc cref="Quota.Codes"/>
    public int? CodeQuota { get; init; }

    /// <inheritdoc cref="Quota.Uses"/>
    public long? UseQuota { get; init; }

    /// <summary>
    /// Whether an operator froze the codes of this one account. <c>null</c> for <c>false</c>.
    /// </summary>
    public bool? Frozen { get; init; }

    /// <summary>The freezes of subtrees that the account is frozen by; <c>null</c> for none.</summary>
    public ImmutableArray<SubtreeFreeze>? FrozenBy { get; init; }

    /// <summary>
    /// Who froze the subtree of this account, and why; <c>null</c> if it is not frozen as a whole. Also stays after the
    /// end of the account.
    /// </summary>
    public Quarantine? Quarantine { get; init; }

    /// <summary>
    /// How often the quota or the freezes were changed; <c>null</c> for never. The codes take their terms from the
    /// newest change only (<see cref="OwnerTerms"/>).
    /// </summary>
    public int? TermsNumber { get; init; }

    public int Level { get; init; }

    /// <summary>The level that an operator has set; <c>null</c> while the level follows the consumption.</summary>
    public int? LevelByHand { get; init; }

    /// <summary>
    /// <see cref="OpeningConsumption"/>, and all purchases less all refunds. The audit log has each of them.
    /// </summary>
    public decimal Consumption { get; init; }

    /// <summary>
    /// The consumption that an imported account came with, which no purchase explains. <c>null</c> for none.
    /// </summary>
    public decimal? OpeningConsumption { get; init; }

    /// <summary>
    /// Entries of the consumption whose purchases' rows may still say that they are pending; <c>null</c> before the
    /// first entry. A repeat of such an entry is recognised by them (docs/adr/0035-purchases.md).
    /// </summary>
    public ImmutableArray<UnconfirmedEntry>? Unconfirmed { get; init; }

    /// <summary>
    /// A repeat under the same <c>Idempotency-Key</c> must match it (<see cref="SignUp.Fingerprint"/>).
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>The language of mails; <c>null</c> is English.</summary>
    public string? Language { get; init; }

    /// <summary>
    /// Whether the account is active since its sign-up, without a mail. <c>null</c> for <c>false</c>. An account of an
    /// older version may still lack its <see cref="ActivationAttempt"/>: the outbox adds it.
    /// </summary>
    public bool? ActiveAtOnce { get; init; }

    /// <summary>
    /// Whether an operator disabled this one account. It keeps names and counts, and nobody can use it. <c>null</c> for
    /// <c>false</c>.
    /// </summary>
    public bool? Disabled { get; init; }

    /// <summary>How far the activation mail is; <c>null</c> before its first try.</summary>
    public MailStatus? Mail { get; init; }

    /// <summary>How far the last reset mail is, for operators; <c>null</c> before the first.</summary>
    public MailStatus? ResetMail { get; init; }

    /// <summary>The hashes of mailed tokens; <c>null</c> before the first.</summary>
    public ImmutableArray<MailedToken>? Tokens { get; init; }

    /// <summary>The User-Agent of the sign-up, for the list of sessions; <c>null</c> when none was sent.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The role of the account's owner; <c>null</c> for <see cref="Role.User"/>.</summary>
    public Role? Role { get; init; }

    /// <summary>When the activation was committed; <c>null</c> before it, and for one by an older version.</summary>
    public DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>When the account ended; <c>null</c> before it, and for one that an older version ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>
    /// The account above this one, if an operator moved it; <c>null</c> for the owner of <see cref="InviterCode"/>.
    /// Kept for ever.
    /// </summary>
    public UserId? MovedUnder { get; init; }

    /// <summary>What an imported account came with; <c>null</c> for an account that signed up here.</summary>
    public Imported? Imported { get; init; }

    /// <summary>The last act on the account; <c>null</c> before the first. Kept for ever.</summary>
    public Act? Act { get; init; }

    /// <summary>Every code that the account ever had, of either kind.</summary>
    [JsonIgnore]
    public IEnumerable<InvitationCode> AllCodes => IssuedCodes is { } issued ? Codes.Concat(issued) : Codes;

    /// <summary>Whether all codes of the account are frozen.</summary>
    [JsonIgnore]
    public bool IsFrozen => Frozen is true || FrozenBy is not null;

    /// <summary>Whether the account is disabled, by itself or with a subtree.</summary>
    [JsonIgnore]
    public bool IsDisabled => Disabled is true || FrozenBy?.Any(freeze => freeze.Disables) is true;

    /// <summary>Whether the account is activated.</summary>
    [JsonIgnore]
    public bool IsActive => ActivationAttempt is not null || ActiveAtOnce is true;

    /// <summary>
    /// Whether this live record lists <paramref name="claim"/> now. Names are compared by value; of the codes only the
    /// current one and those that operators issued count.
    /// </summary>
    public bool Lists(Claim claim) =>
        Status == UserStatus.Live
        && claim switch
        {
            NameClaim name => KeyOf(name.Kind) == name.Key,
            OwnCodeClaim own => Codes[^1] == own.Code || IssuedCodes?.Contains(own.Code) is true,
            _ => false,
        };

    /// <summary>Whether the user holds <paramref name="claim"/> (docs/protocol.md#rule-5).</summary>
    public Holding Holds(Claim claim) =>
        (Status, claim) switch
        {
            (UserStatus.Tombstone, _) => Holding.FreeOnceRewritten,
            (_, OwnCodeClaim own) when AllCodes.Contains(own.Code) => Holding.Held,
            (_, RedemptionClaim { Kind: not RedemptionKind.Activated } redemption) => HeldIf(
                redemption.Attempt == SignUpAttempt
            ),
            (_, RedemptionClaim redemption) when ActivationAttempt is { } attempt => HeldIf(
                redemption.Attempt == attempt
            ),
            (_, CleanUpClaim cleanUp) when cleanUp.Attempt == CleanUpAttempt => Holding.Held,
            (UserStatus.Live, NameClaim name) when KeyOf(name.Kind) == name.Key => Holding.Held,
            (UserStatus.Ended, _) => Holding.Free,
            _ => Holding.FreeOnceRewritten,
        };

    /// <summary>Whether the account was not activated in time. Its names may then be given away.</summary>
    public bool HasLapsed(DateTimeOffset now) => Status == UserStatus.Live && !IsActive && ActivateBy <= now;

    /// <summary>Whether the owner may use the account: it is live, has not lapsed and is not disabled.</summary>
    public bool IsOpen(DateTimeOffset now) => Status == UserStatus.Live && !IsDisabled && !HasLapsed(now);

    /// <summary>
    /// Whether the account still needs its activation mail: it was neither sent nor given up
    /// (docs/protocol.md#i6).
    /// </summary>
    public bool IsOwedActivationMail(DateTimeOffset now) =>
        IsOpen(now) && !IsActive && Mail is null or { State: MailState.Pending };

    /// <summary>The three names.</summary>
    [JsonIgnore]
    public ImmutableArray<NameClaim> Names =>
        [new(NameKind.Username, UsernameKey), new(NameKind.Nickname, NicknameKey), new(NameKind.Email, EmailKey)];

    /// <summary>Whether the owner must change a name.</summary>
    public bool MustChange(NameKind kind) => Imported?.NamesToChange?.Contains(kind) is true;

    /// <summary>
    /// The record after the account's end (docs/protocol.md#rule-8). Keeps the names' keys until the rows of these
    /// names are released. <see cref="Erased"/> has no names.
    /// </summary>
    public UserRecord End(Guid attempt, DateTimeOffset now) =>
        Erased() with
        {
            Status = UserStatus.Ended,
            EndedAt = now,
            CleanUpAttempt = attempt,
            UsernameKey = UsernameKey,
            NicknameKey = NicknameKey,
            EmailKey = EmailKey,
        };

    /// <summary>
    /// The record without personal data. Keeps what <see cref="Holds"/> must answer for ever, and the join date. An
    /// ended account also keeps the hashes of the mailed tokens that ended it, so that a repeat is recognised.
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
            ActivatedAt = ActivatedAt,
            EndedAt = EndedAt,
            Act = Act,
            MovedUnder = MovedUnder,
            Unconfirmed = Unconfirmed,
            InviterCode = InviterCode,
            Codes = Codes,
            IssuedCodes = IssuedCodes,
            TermsNumber = TermsNumber,
            FrozenBy = FrozenBy,
            Quarantine = Quarantine,
            Tokens =
                Status == UserStatus.Ended && Tokens is [{ Kind: MailKind.Activation, Used: true }] ? Tokens : null,
        };

    /// <summary>The account as its owner may see it.</summary>
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
            UserAgent,
            LevelByHand is not null
        );

    /// <summary>The entry, if it may still be pending in the row of its purchase.</summary>
    public LedgerEntry? FindUnconfirmed(Guid entry) =>
        Unconfirmed?.FirstOrDefault(unconfirmed => unconfirmed.Entry.Id == entry)?.Entry;

    /// <summary>
    /// The record with one more entry of its consumption, which is the last of <see cref="Unconfirmed"/>.
    /// </summary>
    /// <param name="purchase">The key of the purchase's grain.</param>
    /// <param name="confirmed">The entries that the rows of their purchases know, to be forgotten.</param>
    public UserRecord WithEntry(
        string purchase,
        PendingEntry entry,
        IReadOnlySet<Guid> confirmed,
        LevelOptions levels,
        DateTimeOffset now
    )
    {
        var consumption = Consumption + (entry.RefundId is null ? entry.Amount : -entry.Amount);
        var level = LevelByHand ?? levels.LevelOf(consumption);
        var added = new LedgerEntry(entry.Id, entry.RefundId, entry.Amount, now, consumption, Level, level);
        return this with
        {
            Consumption = consumption,
            Level = level,
            Unconfirmed =
            [
                .. (Unconfirmed ?? []).Where(unconfirmed => !confirmed.Contains(unconfirmed.Entry.Id)),
                new(purchase, added),
            ],
        };
    }

    /// <summary>
    /// The record with a level that an operator has set, or with the one that its consumption reaches.
    /// </summary>
    public UserRecord WithLevel(int? byHand, LevelOptions levels) =>
        this with
        {
            LevelByHand = byHand,
            Level = byHand ?? levels.LevelOf(Consumption),
        };

    /// <summary>
    /// The record with another password. Its mailed reset tokens are used up: they were made for the old password.
    /// </summary>
    public UserRecord WithPassword(string hash) =>
        NextGeneration() with
        {
            PasswordHash = hash,
            Tokens = Tokens is { } tokens ? MailedTokens.ConsumeAll(tokens, MailKind.PasswordReset) : null,
        };

    /// <summary>
    /// The record with another e-mail address, which is owed a mail of its own. Every mailed token is dropped: it went
    /// to the old address.
    /// </summary>
    public UserRecord WithEmail(EmailAddress email, Guid attempt, DateTimeOffset now) =>
        this with
        {
            Email = email.Value,
            EmailKey = email.Key,
            CorrectionAttempt = attempt,
            CleanUpAttempt = attempt,
            Imported = Imported?.Without(NameKind.Email),
            Mail = new(MailState.Pending, null, now, now),
            ResetMail = null,
            Tokens = null,
        };

    /// <summary>The record of an account that nothing disables any more. Its codes stay frozen.</summary>
    public UserRecord Enabled() =>
        this with
        {
            Disabled = null,
            FrozenBy = FrozenBy is { } freezes ? [.. freezes.Select(freeze => freeze with { Disables = false })] : null,
        };

    /// <summary>The record in a frozen subtree. Replaces an earlier freeze of the same subtree.</summary>
    public UserRecord With(SubtreeFreeze freeze)
    {
        var wasDisabled = FrozenBy?.Any(known => known.Root == freeze.Root && known.Disables) is true;
        return this with
        {
            FrozenBy =
            [
                .. (FrozenBy ?? []).Where(known => known.Root != freeze.Root),
                freeze with
                {
                    Disables = wasDisabled || (freeze.Disables && Role is not Operators.Role.Admin),
                },
            ],
        };
    }

    /// <summary>The record without the freezes of subtrees that match.</summary>
    /// <param name="enables">Whether the account need not stay disabled for their sake.</param>
    public UserRecord WithoutFreezes(Predicate<SubtreeFreeze> match, bool enables)
    {
        var gone = (FrozenBy ?? []).Where(freeze => match(freeze)).ToArray();
        var left = (FrozenBy ?? []).RemoveRange(gone);
        return gone.Length == 0
            ? this
            : this with
            {
                FrozenBy = left.IsEmpty ? null : left,
                Disabled =
                    Status is UserStatus.Live && !enables && gone.Any(freeze => freeze.Disables) ? true : Disabled,
            };
    }

    /// <summary>The record with another role.</summary>
    public UserRecord WithRole(Role role) => this with { Role = role is Operators.Role.User ? null : role };

    /// <summary>The record of the next generation: sessions that began before have ended.</summary>
    public UserRecord NextGeneration() => this with { PasswordGeneration = (PasswordGeneration ?? 0) + 1 };

    /// <summary>How far the activation mail is, for the owner; <c>null</c> when the account needed none.</summary>
    public MailStatus? ActivationMail() => Mail ?? (IsActive ? null : new(MailState.Pending, null, DateJoined));

    /// <summary>What a mailed token would do now.</summary>
    public MailTokenOutcome Check(MailToken token, MailKind kind, DateTimeOffset now) =>
        Status != UserStatus.Live || IsDisabled || MailedTokens.Find(Tokens ?? [], kind, token.Hash()) is not { } made
            ? MailTokenOutcome.Invalid
        : made.Used is true ? MailTokenOutcome.Used
        : kind == MailKind.Activation && IsActive && made.ExpiresAt > now ? MailTokenOutcome.AlreadyActive
        : kind == MailKind.Activation && IsActive ? MailTokenOutcome.Used
        : made.ExpiresAt <= now
        || HasLapsed(now)
        || (kind == MailKind.PasswordReset && made.MadeAt > now + Clocks.MaxSkew)
            ? MailTokenOutcome.Expired
        : MailTokenOutcome.Accepted;

    /// <summary>Whether the token ended this account and has not expired yet.</summary>
    public bool WasEndedBy(MailToken token, DateTimeOffset now) =>
        Status == UserStatus.Ended
        && MailedTokens.Find(Tokens ?? [], MailKind.Activation, token.Hash()) is { Used: true } made
        && made.ExpiresAt > now;

    /// <summary>
    /// The nickname for mails; <c>null</c> until the owner of the address has shown that it is theirs. Before that, a
    /// stranger may have typed the address, and the nickname would be the stranger's words
    /// (docs/adr/0020-what-a-mail-says.md).
    /// </summary>
    [JsonIgnore]
    public string? MailableNickname => ActivationAttempt is not null && ActiveAtOnce is not true ? Nickname : null;

    /// <summary>How far the last mail of a kind is; <c>null</c> before its first try.</summary>
    public MailStatus? MailOf(MailKind kind) => kind == MailKind.Activation ? Mail : ResetMail;

    /// <summary>
    /// The record with another state of a mail, as of now. The same record when the mail is in that state already.
    /// </summary>
    public UserRecord WithMail(MailKind kind, MailState state, MailFailure? failure, DateTimeOffset now)
    {
        var known = MailOf(kind);
        var askedAt =
            state == MailState.Pending && known is not { State: MailState.Pending }
                ? now
                : known?.AskedAt ?? known?.Since;
        var status = new MailStatus(state, failure, now, askedAt);
        return known is not null && known with { Since = now } == status ? this
            : kind == MailKind.Activation ? this with { Mail = status }
            : this with { ResetMail = status };
    }

    private static Holding HeldIf(bool isHeld) => isHeld ? Holding.Held : Holding.Free;

    private string KeyOf(NameKind kind) =>
        kind switch
        {
            NameKind.Username => UsernameKey,
            NameKind.Nickname => NicknameKey,
            NameKind.Email => EmailKey,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
