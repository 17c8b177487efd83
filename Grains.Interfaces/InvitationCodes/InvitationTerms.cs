namespace OrleansRegistration.InvitationCodes;

/// <summary>What limits a code.</summary>
/// <param name="Limit">How many accounts may register with it; <c>null</c> for any number.</param>
/// <param name="ExpiresAt">When it stops; <c>null</c> for never.</param>
[GenerateSerializer, Immutable, Alias("invitation-terms")]
public sealed record InvitationTerms(
    [property: Id(0)] bool Enabled,
    [property: Id(1)] long? Limit,
    [property: Id(2)] DateTimeOffset? ExpiresAt
);
