using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>One attempt's wish to use a code once (protocol.md, rule 12). Asked once per attempt.</summary>
/// <param name="StartVersion">The version of the user's row that the attempt started from; 0 when the row was absent.</param>
[GenerateSerializer, Immutable, Alias("redemption")]
public sealed record RedeemRequest(
    [property: Id(0)] Guid Attempt,
    [property: Id(1)] UserId User,
    [property: Id(2)] long StartVersion,
    [property: Id(3)] RedemptionKind Kind
);

/// <summary>The answer to a <see cref="RedeemRequest"/>.</summary>
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
