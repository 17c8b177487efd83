using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>A use that is claimed and not yet counted or dropped.</summary>
/// <param name="StartVersion">The version of the user's row that the attempt started from.</param>
internal sealed record PendingRedemption(UserId User, RedemptionKind Kind, long StartVersion, DateTimeOffset LeaseEnd);
