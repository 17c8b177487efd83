namespace OrleansRegistration.InvitationCodes;

/// <summary>The counts of a code.</summary>
/// <param name="Pending">Redemptions that are claimed and neither counted nor cancelled yet.</param>
[GenerateSerializer, Immutable, Alias("invitation-counts")]
public sealed record InvitationCounts(
    [property: Id(0)] long Registered,
    [property: Id(1)] long Activated,
    [property: Id(2)] int Pending
);
