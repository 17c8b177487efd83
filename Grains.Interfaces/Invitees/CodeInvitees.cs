using System.Collections.Immutable;

namespace OrleansRegistration.Invitees;

/// <summary>Accounts that were made with one code, in the order in which they were counted.</summary>
/// <param name="Last">The last ordinal that was read.</param>
/// <param name="HasMore">Whether there are ordinals after it.</param>
[GenerateSerializer, Immutable, Alias("code-invitees")]
public sealed record CodeInvitees(
    [property: Id(0)] ImmutableArray<CountedRedemption> Redemptions,
    [property: Id(1)] long Last,
    [property: Id(2)] bool HasMore
);
