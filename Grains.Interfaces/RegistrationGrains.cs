using Orleans.Runtime;
using OrleansRegistration.Captcha;
using OrleansRegistration.Health;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Keys;
using OrleansRegistration.Limits;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Outbox;
using OrleansRegistration.Reservations;
using OrleansRegistration.Sessions;
using OrleansRegistration.Users;

namespace OrleansRegistration;

/// <summary>
/// How the grains are found: their types, which are also the names of their interfaces, and their keys. A key is the kind, a slash, and what is
/// claimed; the prefix keeps AdoNet storage from reading a number or a GUID (evidence.md, trap 2).
/// </summary>
/// <remarks>By type and interface name, because <c>GetGrain&lt;T&gt;</c> finds both anew at every call, which was a twentieth of a sign-up's time.</remarks>
public static class RegistrationGrains
{
    internal const string User = "user";
    internal const string ClaimOwner = "claim-owner";
    internal const string UserEffects = "user-effects";
    internal const string Username = "username";
    internal const string Nickname = "nickname";
    internal const string Email = "email";
    internal const string InvitationCode = "code";
    internal const string Outbox = "outbox";
    internal const string Captcha = "captcha";
    internal const string Session = "session";
    internal const string KeyRing = "keyring";
    internal const string Mail = "mail";
    internal const string Limit = "limit";
    internal const string Invitees = "invitees";
    internal const string Probe = "probe";

    private static readonly Kind Users = new(User);
    private static readonly Kind ClaimOwners = new(User, ClaimOwner);
    private static readonly Kind EffectsOfUsers = new(User, UserEffects);
    private static readonly Kind Usernames = new(Username);
    private static readonly Kind Nicknames = new(Nickname);
    private static readonly Kind Emails = new(Email);
    private static readonly Kind InvitationCodes = new(InvitationCode);
    private static readonly Kind Shards = new(Outbox);
    private static readonly Kind Captchas = new(Captcha);
    private static readonly Kind Sessions = new(Session);
    private static readonly Kind KeyRings = new(KeyRing);
    private static readonly Kind Mails = new(Mail);
    private static readonly Kind Limits = new(Limit);
    private static readonly Kind InviteePages = new(Invitees);
    private static readonly Kind Probes = new(Probe);

    /// <summary>The grain of a user.</summary>
    public static IUserGrain GetUser(this IGrainFactory grains, UserId id) =>
        (IUserGrain)Users.Get(grains, id.GrainKey);

    /// <summary>The grain of a user, to be asked about its claims.</summary>
    public static IClaimOwner GetClaimOwner(this IGrainFactory grains, UserId id) =>
        (IClaimOwner)ClaimOwners.Get(grains, id.GrainKey);

    /// <summary>The grain of a user, to be told what follows a commit.</summary>
    public static IUserEffects GetUserEffects(this IGrainFactory grains, UserId id) =>
        (IUserEffects)EffectsOfUsers.Get(grains, id.GrainKey);

    /// <summary>The grain of the name that <paramref name="claim"/> is about.</summary>
    public static IReservationGrain GetReservation(this IGrainFactory grains, NameClaim claim) =>
        (IReservationGrain)(
            claim.Kind switch
            {
                NameKind.Username => Usernames.Get(grains, $"{Username}/{claim.Key}"),
                NameKind.Nickname => Nicknames.Get(grains, $"{Nickname}/{claim.Key}"),
                NameKind.Email => Emails.Get(grains, $"{Email}/{claim.Key}"),
                _ => throw new ArgumentOutOfRangeException(nameof(claim)),
            }
        );

    /// <summary>The grain that tries storage.</summary>
    public static IProbeGrain GetProbe(this IGrainFactory grains) =>
        (IProbeGrain)Probes.Get(grains, $"{Probe}/service");

    /// <summary>The grain of a code.</summary>
    public static IInvitationCodeGrain GetCode(this IGrainFactory grains, InvitationCode code) =>
        (IInvitationCodeGrain)InvitationCodes.Get(grains, code.GrainKey);

    /// <summary>The shard of the outbox that serves <paramref name="user"/>.</summary>
    public static IOutboxGrain GetOutbox(this IGrainFactory grains, UserId user) =>
        grains.GetOutbox(OutboxShards.NumberOf(user));

    /// <summary>Shard number <paramref name="shard"/> of the outbox.</summary>
    public static IOutboxGrain GetOutbox(this IGrainFactory grains, int shard) =>
        (IOutboxGrain)Shards.Get(grains, OutboxShards.GrainKey(shard));

    /// <summary>The shard that remembers whether the captcha answer <paramref name="answer"/> was used.</summary>
    public static ICaptchaGrain GetCaptcha(this IGrainFactory grains, string answer) =>
        (ICaptchaGrain)Captchas.Get(grains, CaptchaShards.GrainKey(answer));

    /// <summary>The sessions of a user.</summary>
    public static ISessionGrain GetSessions(this IGrainFactory grains, UserId user) =>
        (ISessionGrain)Sessions.Get(grains, $"{Session}/{user}");

    /// <summary>The service's key ring.</summary>
    public static IKeyRingGrain GetKeyRing(this IGrainFactory grains) =>
        (IKeyRingGrain)KeyRings.Get(grains, $"{KeyRing}/service");

    /// <summary>The shard that holds the mails of <paramref name="user"/>.</summary>
    public static IMailGrain GetMail(this IGrainFactory grains, UserId user) =>
        grains.GetMail(MailShards.NumberOf(user));

    /// <summary>Shard number <paramref name="shard"/> of the mails.</summary>
    public static IMailGrain GetMail(this IGrainFactory grains, int shard) =>
        (IMailGrain)Mails.Get(grains, MailShards.GrainKey(shard));

    /// <summary>What is left of a limit for an address or an account.</summary>
    /// <param name="hash">Of the address or the account, keyed: keys turn up in logs.</param>
    public static ILimitGrain GetLimit(this IGrainFactory grains, LimitKind kind, string hash) =>
        (ILimitGrain)Limits.Get(grains, $"{Limit}/{kind}/{hash}");

    /// <summary>The page that lists the <paramref name="ordinal"/>th account, from 1, made with <paramref name="code"/>.</summary>
    public static IInviteesGrain GetInvitees(this IGrainFactory grains, InvitationCode code, long ordinal) =>
        (IInviteesGrain)InviteePages.Get(grains, InviteeIndex.GrainKey(code, ordinal));

    private sealed class Kind(string name, string? face = null)
    {
        private readonly GrainType _type = GrainType.Create(name);
        private readonly GrainInterfaceType _interface = GrainInterfaceType.Create(face ?? name);

        public IAddressable Get(IGrainFactory grains, string key) =>
            grains.GetGrain(GrainId.Create(_type, IdSpan.Create(key)), _interface);
    }
}
