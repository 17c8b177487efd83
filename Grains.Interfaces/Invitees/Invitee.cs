using System.Collections.Immutable;
using OrleansRegistration.Users;

namespace OrleansRegistration.Invitees;

/// <summary>An account as its inviter sees it.</summary>
/// <param name="Nickname"><c>null</c> once the account has ended.</param>
/// <param name="IsActive">Whether it was ever activated.</param>
[GenerateSerializer, Immutable, Alias("invitee")]
public sealed record Invitee(
    [property: Id(0)] string? Nickname,
    [property: Id(1)] DateTimeOffset DateJoined,
    [property: Id(2)] bool IsActive
)
{
    /// <inheritdoc/>
    /// <remarks>Without the name: messages are logged.</remarks>
    public override string ToString() => nameof(Invitee);
}

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

/// <summary>The <paramref name="Ordinal"/>th account, from 1, that was counted for a code.</summary>
[GenerateSerializer, Immutable, Alias("counted-use")]
public sealed record CountedRedemption([property: Id(0)] long Ordinal, [property: Id(1)] UserId User);

/// <summary>Some accounts made with one code.</summary>
/// <param name="Last">The ordinal that was looked at last.</param>
/// <param name="HasMore">Whether there are any after it.</param>
[GenerateSerializer, Immutable, Alias("code-invitees")]
public sealed record CodeInvitees(
    [property: Id(0)] ImmutableArray<CountedRedemption> Uses,
    [property: Id(1)] long Last,
    [property: Id(2)] bool HasMore
);
