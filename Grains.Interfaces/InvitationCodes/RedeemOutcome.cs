namespace OrleansRegistration.InvitationCodes;

/// <summary>The answer to a <see cref="RedeemRequest"/>.</summary>
public enum RedeemOutcome
{
    /// <summary>The redemption is pending and durable.</summary>
    Granted,

    /// <summary>No committed account has this code as an own code.</summary>
    Invalid,

    /// <summary>The code is disabled or retired.</summary>
    Disabled,

    /// <summary>The code has expired.</summary>
    Expired,

    /// <summary>The code is used up.</summary>
    Exhausted,

    /// <summary>
    /// An older attempt of the same user has the last redemption: write a tombstone and start a new attempt.
    /// </summary>
    HeldByOwnAttempt,
}
