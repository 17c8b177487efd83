using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>One attempt's wish to use a code once (protocol.md, rule 12). Asked once per attempt.</summary>
/// <param name="StartVersion">The version of the user's row that the attempt started from; 0 when the row was absent.</param>
[GenerateSerializer, Immutable, Alias("redemption")]
public sealed record RedeemRequest(
    [property: Id(0)] Guid Attempt,
    [property: Id(1)] UserId User,
    [property: Id(2)] long StartVersion,
    [property: Id(3)] RedemptionKind Kind
);
