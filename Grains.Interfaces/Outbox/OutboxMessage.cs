using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Users;

namespace OrleansRegistration.Outbox;

/// <summary>Effects that must follow a commit.</summary>
/// <param name="Code">Settle the use of this code; <c>null</c> without an inviter.</param>
/// <param name="Next">What else; <c>null</c> for nothing.</param>
[GenerateSerializer, Immutable, Alias("outbox-entry")]
public sealed record OutboxMessage(
    [property: Id(0)] Guid Attempt,
    [property: Id(1)] UserId User,
    [property: Id(2)] RedemptionKind Kind,
    [property: Id(3)] InvitationCode? Code,
    [property: Id(4)] OutboxEffect? Next = null
);
