using Orleans.Runtime;
using OrleansRegistration.ApiKeys;
using OrleansRegistration.Audit;
using OrleansRegistration.Captcha;
using OrleansRegistration.Health;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Jobs;
using OrleansRegistration.Keys;
using OrleansRegistration.Limits;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Operators;
using OrleansRegistration.Outbox;
using OrleansRegistration.People;
using OrleansRegistration.Purchases;
using OrleansRegistration.Reservations;
using OrleansRegistration.Sessions;
using OrleansRegistration.Statistics;
using OrleansRegistration.Tree;
using OrleansRegistration.Users;
using OrleansRegistration.Webhooks;

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
    private static readonly Kind AdministratedUsers = new(GrainTypes.User, GrainTypes.UserAdministration);
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
    private static readonly Kind AllApiKeys = new(GrainTypes.ApiKeys);
    private static readonly Kind AuditLogs = new(GrainTypes.AuditLog);
    private static readonly Kind Limits = new(GrainTypes.Limit);
    private static readonly Kind Purchases = new(GrainTypes.Purchase);
    private static readonly Kind AllJobs = new(GrainTypes.Jobs);
    private static readonly Kind OneJob = new(GrainTypes.Job);
    private static readonly Kind Receipts = new(GrainTypes.Receipt);
    private static readonly Kind PeopleLists = new(GrainTypes.People);
    private static readonly Kind CodeLists = new(GrainTypes.CodeList);
    private static readonly Kind StatisticsReaders = new(GrainTypes.Statistics);
    private static readonly Kind Trees = new(GrainTypes.Tree);
    private static readonly Kind Probes = new(GrainTypes.Probe);
    private static readonly Kind Webhooks = new(GrainTypes.Webhooks);
    private static readonly Kind DeliveriesOfWebhooks = new(GrainTypes.WebhookDeliveries);

    /// <summary>The grain of a user.</summary>
    public static IUserGrain GetUser(this IGrainFactory grains, UserId id) =>
        (IUserGrain)Users.Get(grains, GrainKeys.ForUser(id));

    /// <summary>The grain of a user, to be asked about its claims.</summary>
    public static IClaimOwner GetClaimOwner(this IGrainFactory grains, UserId id) =>
        (IClaimOwner)ClaimOwners.Get(grains, GrainKeys.ForUser(id));

    /// <summary>The grain of a user, to be told of the effects of a commit.</summary>
    public static IUserEffects GetUserEffects(this IGrainFactory grains, UserId id) =>
        (IUserEffects)EffectsOfUsers.Get(grains, GrainKeys.ForUser(id));

    /// <summary>The grain of a user, for operators.</summary>
    public static IUserAdministration GetUserAdministration(this IGrainFactory grains, UserId id) =>
        (IUserAdministration)AdministratedUsers.Get(grains, GrainKeys.ForUser(id));

    /// <summary>The grain of the API keys.</summary>
    public static IApiKeysGrain GetApiKeys(this IGrainFactory grains) =>
        (IApiKeysGrain)AllApiKeys.Get(grains, GrainKeys.ApiKeys);

    /// <summary>The reader of the audit log.</summary>
    public static IAuditLogGrain GetAuditLog(this IGrainFactory grains) =>
        (IAuditLogGrain)AuditLogs.Get(grains, GrainKeys.AuditLog);

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

    /// <summary>A purchase of a service.</summary>
    public static IPurchaseGrain GetPurchase(this IGrainFactory grains, PurchaseId purchase) =>
        (IPurchaseGrain)Purchases.Get(grains, GrainKeys.ForPurchase(purchase));

    /// <summary>The list of jobs.</summary>
    public static IJobsGrain GetJobs(this IGrainFactory grains) => (IJobsGrain)AllJobs.Get(grains, GrainKeys.Jobs);

    /// <summary>A job.</summary>
    public static IJobGrain GetJob(this IGrainFactory grains, Guid id) =>
        (IJobGrain)OneJob.Get(grains, GrainKeys.ForJob(id));

    /// <summary>What was first asked for under an id that was derived from an <c>Idempotency-Key</c>.</summary>
    public static IReceiptGrain GetReceipt(this IGrainFactory grains, Guid request) =>
        (IReceiptGrain)Receipts.Get(grains, GrainKeys.ForReceipt(request));

    /// <summary>The webhooks of the service.</summary>
    public static IWebhooksGrain GetWebhooks(this IGrainFactory grains) =>
        (IWebhooksGrain)Webhooks.Get(grains, GrainKeys.Webhooks);

    /// <summary>The queries on deliveries of webhooks.</summary>
    public static IWebhookDeliveriesGrain GetWebhookDeliveries(this IGrainFactory grains) =>
        (IWebhookDeliveriesGrain)DeliveriesOfWebhooks.Get(grains, GrainKeys.WebhookDeliveries);

    /// <summary>The lists of accounts.</summary>
    public static IPeopleGrain GetPeople(this IGrainFactory grains) =>
        (IPeopleGrain)PeopleLists.Get(grains, GrainTypes.People);

    /// <summary>The lists of codes.</summary>
    public static ICodeListGrain GetCodeList(this IGrainFactory grains) =>
        (ICodeListGrain)CodeLists.Get(grains, GrainTypes.CodeList);

    /// <summary>Counts by hour and by day.</summary>
    public static IStatisticsGrain GetStatistics(this IGrainFactory grains) =>
        (IStatisticsGrain)StatisticsReaders.Get(grains, GrainTypes.Statistics);

    /// <summary>The moves in the tree of invitations.</summary>
    public static ITreeGrain GetTree(this IGrainFactory grains) => (ITreeGrain)Trees.Get(grains, GrainKeys.Tree);

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
