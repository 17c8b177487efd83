using System.Collections.Immutable;

namespace OrleansRegistration.InvitationCodes;

/// <summary>A code that an operator wants to issue.</summary>
/// <param name="Candidates">The codes to try, in order, until one is not taken.</param>
[GenerateSerializer, Immutable, Alias("code-draft")]
public sealed record CodeDraft(
    [property: Id(0)] ImmutableArray<InvitationCode> Candidates,
    [property: Id(1)] InvitationTerms Terms,
    [property: Id(2)] CodeDetails Details
);
