using OrleansRegistration.Names;

namespace OrleansRegistration;

/// <summary>
/// The types of the grains. A type is also the name of the grain's interface, the type of its row and the first part of
/// its key (<see cref="GrainKeys"/>). Rows store the types, so they must never change.
/// </summary>
public static class GrainTypes
{
    /// <summary>A user.</summary>
    public const string User = "user";

    /// <summary>The interface by which a user is asked about its claims. No grain has this type.</summary>
    public const string ClaimOwner = "claim-owner";

    /// <summary>The interface by which a user is told of the effects of a commit. No grain has this type.</summary>
    public const string UserEffects = "user-effects";

    /// <summary>The interface by which operators act on a user. No grain has this type.</summary>
    public const string UserAdministration = "user-administration";

    /// <summary>A username.</summary>
    public const string Username = "username";

    /// <summary>A nickname.</summary>
    public const string Nickname = "nickname";

    /// <summary>An e-mail address.</summary>
    public const string Email = "email";

    /// <summary>An invitation code.</summary>
    public const string Code = "code";

    /// <summary>A page of the accounts that were made with one invitation code.</summary>
    public const string Invitees = "invitees";

    /// <summary>A shard of the outbox.</summary>
    public const string Outbox = "outbox";

    /// <summary>A shard of the mail queue.</summary>
    public const string Mail = "mail";

    /// <summary>A shard of the consumed captcha answers.</summary>
    public const string Captcha = "captcha";

    /// <summary>The sessions of a user.</summary>
    public const string Session = "session";

    /// <summary>The key ring of the service.</summary>
    public const string KeyRing = "keyring";

    /// <summary>The API keys of services.</summary>
    public const string ApiKeys = "apikeys";

    /// <summary>Reads the audit log. It has no row.</summary>
    public const string AuditLog = "auditlog";

    /// <summary>A rate limit for one address or account. It has no row.</summary>
    public const string Limit = "limit";

    /// <summary>The webhooks of the service.</summary>
    public const string Webhooks = "webhooks";

    /// <summary>The queries on deliveries of webhooks. They have no row.</summary>
    public const string WebhookDeliveries = "webhook-deliveries";

    /// <summary>The probe of storage.</summary>
    public const string Probe = "probe";

    /// <summary>A purchase of a service, with its refunds.</summary>
    public const string Purchase = "purchase";

    /// <summary>A job.</summary>
    public const string Job = "job";

    /// <summary>The list of jobs.</summary>
    public const string Jobs = "jobs";

    /// <summary>What was first asked for under an <c>Idempotency-Key</c> of an operators' route.</summary>
    public const string Receipt = "receipt";

    /// <summary>Lists of accounts from the read model. It has no row.</summary>
    public const string People = "people";

    /// <summary>Lists of codes from the read model. It has no row.</summary>
    public const string CodeList = "code-list";

    /// <summary>The moves in the tree of invitations.</summary>
    public const string Tree = "tree";

    /// <summary>Counts by hour and by day. It has no row of its own.</summary>
    public const string Statistics = "statistics";

    /// <summary>Whether grains of this type are reservations of names.</summary>
    public static bool IsName(string type) => type is Username or Nickname or Email;

    /// <summary>The type of the grains that reserve names of a kind.</summary>
    public static string Of(NameKind kind) =>
        kind switch
        {
            NameKind.Username => Username,
            NameKind.Nickname => Nickname,
            NameKind.Email => Email,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
}
