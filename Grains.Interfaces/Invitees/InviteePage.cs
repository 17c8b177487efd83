using System.Collections.Immutable;

namespace OrleansRegistration.Invitees;

/// <summary>A position in the list of all invitees of an account.</summary>
/// <param name="Code">
/// The index of the account's own code, oldest first, from 0. Behind these come the codes that operators issued to it,
/// -1, -2 and so on. Codes are only added, so an index keeps its meaning.
/// </param>
/// <param name="After">How many accounts of that code come before the position.</param>
[GenerateSerializer, Immutable, Alias("invitee-position")]
public readonly record struct InviteePosition([property: Id(0)] int Code, [property: Id(1)] long After);

/// <summary>One page of invitees, oldest first.</summary>
/// <param name="Next">Where the next page begins; <c>null</c> at the end.</param>
[GenerateSerializer, Immutable, Alias("invitee-page")]
public sealed record InviteePage(
    [property: Id(0)] ImmutableArray<Invitee> Items,
    [property: Id(1)] InviteePosition? Next
);
