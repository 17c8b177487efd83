using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>The request of one attempt to redeem a code. Sent once per attempt (docs/protocol.md#rule-12).</summary>
/// <param name="StartVersion">
/// The version of the user's row from which the attempt started; 0 when the row was absent.
/// </param>
/// <param name="EmailDomain">
/// The domain of the e-mail address of a sign-up; <c>null</c> for an activation, and from an older version.
/// </param>
[GenerateSerializer, Immutable, Alias("redemption")]
public sealed record RedeemRequest(
    [property: Id(0)] Guid Attempt,
    [property: Id(1)] UserId User,
    [property: Id(2)] long StartVersion,
    [property: Id(3)] RedemptionKind Kind,
    [property: Id(4)] string? EmailDomain = null
);
