namespace OrleansRegistration.InvitationCodes;

/// <summary>What everybody who has a code may know about it.</summary>
/// <param name="Outcome">
/// <see cref="RedeemOutcome.Granted"/> when the code can be redeemed now; otherwise why not.
/// </param>
/// <param name="InviterNickname">
/// <c>null</c> when the code is <see cref="RedeemOutcome.Invalid"/>, and for a house code.
/// </param>
/// <param name="Remaining">Redemptions left; <c>null</c> without a limit.</param>
/// <param name="EmailDomain">The domain of the e-mail addresses that the code is for; <c>null</c> for all.</param>
[GenerateSerializer, Immutable, Alias("invitation-status")]
public sealed record InvitationStatus(
    [property: Id(0)] RedeemOutcome Outcome,
    [property: Id(1)] string? InviterNickname,
    [property: Id(2)] long? Remaining,
    [property: Id(3)] DateTimeOffset? ExpiresAt,
    [property: Id(4)] string? EmailDomain = null
);
