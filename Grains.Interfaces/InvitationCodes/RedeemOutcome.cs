namespace OrleansRegistration.InvitationCodes;

/// <summary>The answer to a <see cref="RedeemRequest"/>.</summary>
public enum RedeemOutcome
{
    /// <summary>The redemption is pending and durable.</summary>
    Granted,

    /// <summary>There is no house code, and no own code of a committed account, with this text.</summary>
    Invalid,

    /// <summary>The code is disabled, frozen or retired.</summary>
    Disabled,

    /// <summary>The code has expired.</summary>
    Expired,

    /// <summary>The code is used up.</summary>
    Exhausted,

    /// <summary>
    /// An older attempt of the same user has the last redemption: write a tombstone and start a new attempt.
    /// </summary>
    HeldByOwnAttempt,

    /// <summary>The code is only for e-mail addresses of another domain.</summary>
    WrongEmailDomain,
}
