namespace OrleansRegistration.InvitationCodes;

/// <summary>The terms of a code.</summary>
/// <param name="Limit">How many accounts may register with the code; <c>null</c> without a limit.</param>
/// <param name="ExpiresAt">When the code expires; <c>null</c> for never.</param>
[GenerateSerializer, Immutable, Alias("invitation-terms")]
public sealed record InvitationTerms(
    [property: Id(0)] bool Enabled,
    [property: Id(1)] long? Limit,
    [property: Id(2)] DateTimeOffset? ExpiresAt
);
