using System.Collections.Immutable;

namespace OrleansRegistration.Invitees;

/// <summary>A place in the list of all invitees of an account.</summary>
/// <param name="Code">Which of the account's codes, from 0, oldest first. Codes are only ever added.</param>
/// <param name="After">How many accounts made with that code are behind.</param>
[GenerateSerializer, Immutable, Alias("invitee-position")]
public readonly record struct InviteePosition([property: Id(0)] int Code, [property: Id(1)] long After);

/// <summary>Some invitees, oldest first.</summary>
/// <param name="Next">Where to go on; <c>null</c> at the end.</param>
[GenerateSerializer, Immutable, Alias("invitee-page")]
public sealed record InviteePage(
    [property: Id(0)] ImmutableArray<Invitee> Items,
    [property: Id(1)] InviteePosition? Next
);
