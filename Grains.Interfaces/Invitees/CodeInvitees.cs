using System.Collections.Immutable;

namespace OrleansRegistration.Invitees;

/// <summary>Some accounts made with one code.</summary>
/// <param name="Last">The ordinal that was looked at last.</param>
/// <param name="HasMore">Whether there are any after it.</param>
[GenerateSerializer, Immutable, Alias("code-invitees")]
public sealed record CodeInvitees(
    [property: Id(0)] ImmutableArray<CountedRedemption> Uses,
    [property: Id(1)] long Last,
    [property: Id(2)] bool HasMore
);
