using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Users;

namespace OrleansRegistration.Outbox;

/// <summary>A stored outbox message: the effects that must follow the commit of an attempt.</summary>
/// <param name="Code">The code whose redemption must be settled; <c>null</c> without an inviter.</param>
/// <param name="Next">The further effect; <c>null</c> for none.</param>
internal sealed record PendingMessage(
    UserId User,
    RedemptionKind Kind,
    InvitationCode? Code,
    DateTimeOffset LeaseEnd,
    OutboxEffect? Next = null
);
