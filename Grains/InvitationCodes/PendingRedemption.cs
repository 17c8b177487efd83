using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>A redemption that is claimed and not settled yet: neither counted nor cancelled.</summary>
/// <param name="StartVersion">The version of the user's row from which the attempt started.</param>
internal sealed record PendingRedemption(UserId User, RedemptionKind Kind, long StartVersion, DateTimeOffset LeaseEnd);
