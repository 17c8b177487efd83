using System.Collections.Immutable;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.Outbox;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Users;

/// <summary>What one attempt of a sign-up claims, and which claims were refused.</summary>
internal sealed class SignUpAttempt(SignUp signUp, UserId user, long startVersion, bool requireActivation)
{
    /// <summary>The attempt's id: random, and never used again.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    public long StartVersion => startVersion;

    public NameClaim[] Names { get; } =
    [
        new(NameKind.Username, signUp.Username.Key),
        new(NameKind.Nickname, signUp.Nickname.Key),
        new(NameKind.Email, signUp.Email.Key),
    ];

    /// <summary>The redemption of the inviter's code; <c>null</c> without a code.</summary>
    public Redemption? Redemption =>
        signUp.Code is { } code ? new(code, new(Id, user, startVersion, Kind, signUp.Email.Domain)) : null;

    /// <summary>The outbox message that owes the activation mail; <c>null</c> when no mail is owed.</summary>
    public OutboxMessage? Message =>
        requireActivation ? new(Id, user, Kind, Code: null, OutboxEffect.ActivationMail) : null;

    private RedemptionKind Kind => requireActivation ? RedemptionKind.Registered : RedemptionKind.RegisteredActive;

    /// <summary>The account's own code, once it is issued.</summary>
    public InvitationCode? OwnCode { get; set; }

    /// <summary>The hash of the password, once it is computed.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>All claims that were refused.</summary>
    public ImmutableArray<Refusal> Refusals { get; private set; } = [];

    /// <summary>The names that were not refused.</summary>
    public IEnumerable<NameClaim> GrantedNames =>
        Names.Where(name => !Refusals.Any(refusal => refusal.Field == (SignUpField)name.Kind));

    /// <summary>The claims under which an older account may hold the name (docs/adr/0021-names.md).</summary>
    public IEnumerable<NameClaim> OldClaims(NameClaim name) =>
        (
            name.Kind switch
            {
                NameKind.Username => signUp.Username.Claims,
                NameKind.Nickname => signUp.Nickname.Claims,
                _ => [],
            }
        ).Where(claim => claim != name);

    public void RefuseTaken(NameClaim name) =>
        Refusals = Refusals.Add(new((SignUpField)name.Kind, RefusalReason.Taken));

    /// <summary>
    /// Refuses the inviter's code, unless the code was granted or is held by an older attempt of the user.
    /// </summary>
    public void Refuse(RedeemOutcome outcome)
    {
        RefusalReason? reason = outcome switch
        {
            RedeemOutcome.Granted or RedeemOutcome.HeldByOwnAttempt => null,
            RedeemOutcome.Disabled => RefusalReason.Disabled,
            RedeemOutcome.Expired => RefusalReason.Expired,
            RedeemOutcome.Exhausted => RefusalReason.Exhausted,
            RedeemOutcome.WrongEmailDomain => RefusalReason.WrongEmailDomain,
            _ => RefusalReason.Invalid,
        };
        if (reason is { } refused)
        {
            Refusals = Refusals.Add(new(SignUpField.InvitationCode, refused));
        }
    }

    /// <summary>The record that commits the attempt.</summary>
    /// <param name="activationDays">After how many days an account that is not activated lapses; 0 for never.</param>
    /// <param name="useQuota">
    /// How many accounts may register with the account's codes; <c>null</c> for no bound.
    /// </param>
    public UserRecord ToRecord(DateTimeOffset now, int activationDays, long? useQuota) =>
        new()
        {
            Status = UserStatus.Live,
            SignUpAttempt = Id,
            Username = signUp.Username.Value,
            UsernameKey = signUp.Username.Key,
            Nickname = signUp.Nickname.Value,
            NicknameKey = signUp.Nickname.Key,
            Email = signUp.Email.Value,
            EmailKey = signUp.Email.Key,
            PasswordHash = PasswordHash!,
            DateJoined = now,
            ActivateBy = requireActivation && activationDays > 0 ? now.AddDays(activationDays) : null,
            ActivationAttempt = requireActivation ? null : Id,
            ActiveAtOnce = requireActivation ? null : true,
            InviterCode = signUp.Code,
            Codes = [OwnCode!],
            UseQuota = useQuota,
            Fingerprint = signUp.Fingerprint,
            Language = signUp.Language,
            UserAgent = UserAgents.Shorten(signUp.UserAgent),
        };
}
