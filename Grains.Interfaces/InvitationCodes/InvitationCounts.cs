namespace OrleansRegistration.InvitationCodes;

/// <summary>A code's counts.</summary>
/// <param name="Pending">Uses claimed and not yet counted or dropped.</param>
[GenerateSerializer, Immutable, Alias("invitation-counts")]
public sealed record InvitationCounts(
    [property: Id(0)] long Registered,
    [property: Id(1)] long Activated,
    [property: Id(2)] int Pending
);
