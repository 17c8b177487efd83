using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Users;

namespace OrleansRegistration.Outbox;

/// <summary>The effects that must follow the commit of an attempt.</summary>
/// <param name="Code">The code whose redemption must be settled; <c>null</c> without an inviter.</param>
/// <param name="Next">The further effect; <c>null</c> for none.</param>
[GenerateSerializer, Immutable, Alias("outbox-entry")]
public sealed record OutboxMessage(
    [property: Id(0)] Guid Attempt,
    [property: Id(1)] UserId User,
    [property: Id(2)] RedemptionKind Kind,
    [property: Id(3)] InvitationCode? Code,
    [property: Id(4)] OutboxEffect? Next = null
);
