using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Fsck;

/// <summary>A pending use of a code, or a place in the outbox: what only the user's record decides.</summary>
/// <param name="User">Who claimed it.</param>
/// <param name="Attempt">By which attempt.</param>
/// <param name="Code">The code in whose row it is pending; <c>null</c> for a place in the outbox.</param>
/// <param name="LeaseEnd">Until when the user is not asked.</param>
internal sealed record UseFacts(Guid User, Guid Attempt, RedemptionKind Kind, CodeFacts? Code, DateTimeOffset LeaseEnd);
