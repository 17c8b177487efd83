namespace OrleansRegistration.InvitationCodes;

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
