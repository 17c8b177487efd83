using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>One attempt's wish to use a code once (protocol.md, rule 12). Asked once per attempt.</summary>
/// <param name="StartVersion">The version of the user's row that the attempt started from; 0 when the row was absent.</param>
[GenerateSerializer, Immutable, Alias("redemption")]
public sealed record Redemption(
    [property: Id(0)] Guid Attempt,
    [property: Id(1)] UserId User,
    [property: Id(2)] long StartVersion,
    [property: Id(3)] UseKind Kind
);

/// <summary>The answer to a <see cref="Redemption"/>.</summary>
public enum RedeemOutcome
{
    /// <summary>The use is pending, and durable.</summary>
    Granted,

    /// <summary>No committed account has this code.</summary>
    Invalid,

    /// <summary>The code was stopped.</summary>
    Disabled,

    /// <summary>The code's time is over.</summary>
    Expired,

    /// <summary>The code's uses are all taken.</summary>
    Exhausted,

    /// <summary>The last use is held by an older attempt of the same user: write a tombstone and start anew.</summary>
    HeldByOwnAttempt,
}

/// <summary>What limits a code.</summary>
/// <param name="Limit">How many accounts may register with it; <c>null</c> for any number.</param>
/// <param name="ExpiresAt">When it stops; <c>null</c> for never.</param>
[GenerateSerializer, Immutable, Alias("invitation-terms")]
public sealed record InvitationTerms(
    [property: Id(0)] bool Enabled,
    [property: Id(1)] long? Limit,
    [property: Id(2)] DateTimeOffset? ExpiresAt
);

/// <summary>A code's counts.</summary>
/// <param name="Pending">Uses claimed and not yet counted or dropped.</param>
[GenerateSerializer, Immutable, Alias("invitation-counts")]
public sealed record InvitationCounts(
    [property: Id(0)] long Registered,
    [property: Id(1)] long Activated,
    [property: Id(2)] int Pending
);

/// <summary>What anybody who has a code may know of it.</summary>
/// <param name="Outcome"><see cref="RedeemOutcome.Granted"/> when the code could be used now, else the reason.</param>
/// <param name="InviterNickname"><c>null</c> when the code is <see cref="RedeemOutcome.Invalid"/>.</param>
/// <param name="Remaining">Uses left; <c>null</c> for any number.</param>
[GenerateSerializer, Immutable, Alias("invitation-status")]
public sealed record InvitationStatus(
    [property: Id(0)] RedeemOutcome Outcome,
    [property: Id(1)] string? InviterNickname,
    [property: Id(2)] long? Remaining,
    [property: Id(3)] DateTimeOffset? ExpiresAt
);
