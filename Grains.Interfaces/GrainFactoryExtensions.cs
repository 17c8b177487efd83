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
using OrleansRegistration.People;
using OrleansRegistration.Reservations;
using OrleansRegistration.Sessions;
using OrleansRegistration.Statistics;
using OrleansRegistration.Users;

namespace OrleansRegistration;

/// <summary>Finds each grain by its type and key (<see cref="GrainTypes"/>, <see cref="GrainKeys"/>).</summary>
/// <remarks>
/// <c>GetGrain&lt;T&gt;</c> looks up the grain type and the interface at every call. The lookups took a twentieth of
/// the time of a sign-up (docs/adr/0008-batched-storage-and-memory.md), so each kind of grain is looked up once.
/// </remarks>
public static class GrainFactoryExtensions
{
    private static readonly Kind Users = new(GrainTypes.User);
    private static readonly Kind ClaimOwners = new(GrainTypes.User, GrainTypes.ClaimOwner);
    private static readonly Kind EffectsOfUsers = new(GrainTypes.User, GrainTypes.UserEffects);
    private static readonly Kind Usernames = new(GrainTypes.Username);
    private static readonly Kind Nicknames = new(GrainTypes.Nickname);
    private static readonly Kind Emails = new(GrainTypes.Email);
    private static readonly Kind Codes = new(GrainTypes.Code);
    private static readonly Kind InviteePages = new(GrainTypes.Invitees);
    private static readonly Kind Outboxes = new(GrainTypes.Outbox);
    private static readonly Kind Mails = new(GrainTypes.Mail);
    private static readonly Kind Captchas = new(GrainTypes.Captcha);
    private static readonly Kind Sessions = new(GrainTypes.Session);
    private static readonly Kind KeyRings = new(GrainTypes.KeyRing);
    private static readonly Kind Limits = new(GrainTypes.Limit);
    private static readonly Kind PeopleLists = new(GrainTypes.People);
    private static readonly Kind StatisticsReaders = new(GrainTypes.Statistics);
    private static readonly Kind Probes = new(GrainTypes.Probe);

    /// <summary>The grain of a user.</summary>
    public static IUserGrain GetUser(this IGrainFactory grains, UserId id) =>
        (IUserGrain)Users.Get(grains, GrainKeys.ForUser(id));

    /// <summary>The grain of a user, to be asked about its claims.</summary>
    public static IClaimOwner GetClaimOwner(this IGrainFactory grains, UserId id) =>
        (IClaimOwner)ClaimOwners.Get(grains, GrainKeys.ForUser(id));

    /// <summary>The grain of a user, to be told of the effects of a commit.</summary>
    public static IUserEffects GetUserEffects(this IGrainFactory grains, UserId id) =>
        (IUserEffects)EffectsOfUsers.Get(grains, GrainKeys.ForUser(id));

    /// <summary>The grain that reserves the name of a claim.</summary>
    public static IReservationGrain GetReservation(this IGrainFactory grains, NameClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var kind = claim.Kind switch
        {
            NameKind.Username => Usernames,
            NameKind.Nickname => Nicknames,
            NameKind.Email => Emails,
            _ => throw new ArgumentOutOfRangeException(nameof(claim)),
        };
        return (IReservationGrain)kind.Get(grains, GrainKeys.ForName(claim.Kind, claim.Key));
    }

    /// <summary>The grain of an invitation code.</summary>
    public static IInvitationCodeGrain GetCode(this IGrainFactory grains, InvitationCode code) =>
        (IInvitationCodeGrain)Codes.Get(grains, GrainKeys.ForCode(code));

    /// <summary>
    /// The page that lists the <paramref name="ordinal"/>th account, from 1, that was made with <paramref
    /// name="code"/>.
    /// </summary>
    public static IInviteesGrain GetInvitees(this IGrainFactory grains, InvitationCode code, long ordinal) =>
        (IInviteesGrain)InviteePages.Get(grains, GrainKeys.ForInvitees(code, ordinal));

    /// <summary>The shard of the outbox that serves <paramref name="user"/>.</summary>
    public static IOutboxGrain GetOutbox(this IGrainFactory grains, UserId user) =>
        grains.GetOutbox(OutboxShards.NumberOf(user));

    /// <summary>Shard number <paramref name="shard"/> of the outbox.</summary>
    public static IOutboxGrain GetOutbox(this IGrainFactory grains, int shard) =>
        (IOutboxGrain)Outboxes.Get(grains, GrainKeys.ForOutbox(shard));

    /// <summary>The shard that queues the mails of <paramref name="user"/>.</summary>
    public static IMailGrain GetMail(this IGrainFactory grains, UserId user) =>
        grains.GetMail(MailShards.NumberOf(user));

    /// <summary>Shard number <paramref name="shard"/> of the mail queue.</summary>
    public static IMailGrain GetMail(this IGrainFactory grains, int shard) =>
        (IMailGrain)Mails.Get(grains, GrainKeys.ForMail(shard));

    /// <summary>The shard that remembers whether the captcha answer <paramref name="answer"/> was consumed.</summary>
    public static ICaptchaGrain GetCaptcha(this IGrainFactory grains, string answer) =>
        (ICaptchaGrain)Captchas.Get(grains, GrainKeys.ForCaptcha(answer));

    /// <summary>The sessions of a user.</summary>
    public static ISessionGrain GetSessions(this IGrainFactory grains, UserId user) =>
        (ISessionGrain)Sessions.Get(grains, GrainKeys.ForSession(user));

    /// <summary>The key ring of the service.</summary>
    public static IKeyRingGrain GetKeyRing(this IGrainFactory grains) =>
        (IKeyRingGrain)KeyRings.Get(grains, GrainKeys.KeyRing);

    /// <summary>The rate limit of one kind for one address or account.</summary>
    /// <param name="hash">The keyed hash of the address or account. Keys can appear in logs.</param>
    public static ILimitGrain GetLimit(this IGrainFactory grains, LimitKind kind, string hash) =>
        (ILimitGrain)Limits.Get(grains, GrainKeys.ForLimit(kind, hash));

    /// <summary>The lists of accounts.</summary>
    public static IPeopleGrain GetPeople(this IGrainFactory grains) =>
        (IPeopleGrain)PeopleLists.Get(grains, GrainTypes.People);

    /// <summary>Counts by hour and by day.</summary>
    public static IStatisticsGrain GetStatistics(this IGrainFactory grains) =>
        (IStatisticsGrain)StatisticsReaders.Get(grains, GrainTypes.Statistics);

    /// <summary>The grain that probes storage.</summary>
    public static IProbeGrain GetProbe(this IGrainFactory grains) => (IProbeGrain)Probes.Get(grains, GrainKeys.Probe);

    /// <summary>A further probe, by its number. With several databases its row may be in another one.</summary>
    public static IProbeGrain GetProbe(this IGrainFactory grains, int number) =>
        (IProbeGrain)Probes.Get(grains, GrainKeys.ForProbe(number));

    /// <param name="face">The interface; <c>null</c> for the interface with the name of the type.</param>
    private sealed class Kind(string type, string? face = null)
    {
        private readonly GrainType _type = GrainType.Create(type);
        private readonly GrainInterfaceType _interface = GrainInterfaceType.Create(face ?? type);

        public IAddressable Get(IGrainFactory grains, string key) =>
            grains.GetGrain(GrainId.Create(_type, IdSpan.Create(key)), _interface);
    }
}
