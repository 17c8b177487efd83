namespace OrleansRegistration.InvitationCodes;

/// <summary>What the record of a code's owner says of the code.</summary>
/// <param name="Number">
/// Which change of the owner's record the terms are from. A code never takes terms that are older than its own.
/// </param>
/// <param name="Frozen">Whether the owner's codes are frozen.</param>
/// <param name="Limit">What is left of the owner's quota of uses; <c>null</c> without a quota.</param>
[GenerateSerializer, Immutable, Alias("owner-terms")]
public sealed record OwnerTerms(
    [property: Id(0)] int Number,
    [property: Id(1)] bool Frozen,
    [property: Id(2)] long? Limit
);
