namespace OrleansRegistration.InvitationCodes;

/// <summary>What anybody who has a code may know of it.</summary>
/// <param name="Outcome"><see cref="RedeemOutcome.Granted"/> when the code could be used now, else the reason.</param>
/// <param name="InviterNickname"><c>null</c> when the code is <see cref="RedeemOutcome.Invalid"/>.</param>
/// <param name="Remaining">Uses left; <c>null</c> for any number.</param>
[GenerateSerializer, Immutable, Alias("invitation-status")]
public sealed record InvitationStatus(
    [property: Id(0)] RedeemOutcome Outcome,
    [property: Id(1)] string? InviterNickname,
    [property: Id(2)] long? Remaining,
    [property: Id(3)] DateTimeOffset? ExpiresAt
);
