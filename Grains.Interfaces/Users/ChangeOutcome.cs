namespace OrleansRegistration.Users;

/// <summary>The result of a change of an account.</summary>
[GenerateSerializer, Alias("change-outcome")]
public enum ChangeOutcome
{
    /// <summary>The change is durable.</summary>
    Done,

    /// <summary>The account was already as requested. Nothing was written.</summary>
    Unchanged,

    /// <summary>There is no account, or it has lapsed, ended or been disabled.</summary>
    NoAccount,

    /// <summary>The password is wrong.</summary>
    WrongPassword,

    /// <summary>The session that sent the request has ended. The password was not checked.</summary>
    SessionEnded,

    /// <summary>The new password is the username, the nickname or the e-mail address.</summary>
    TooSimilar,

    /// <summary>Another account holds the wanted name, or is just taking it.</summary>
    Taken,

    /// <summary>The account has as many codes as an account may have.</summary>
    LimitReached,

    /// <summary>Too many passwords wait to be hashed. Nothing was changed; a repeat may succeed.</summary>
    Overloaded,

    /// <summary>
    /// The change surely failed and left nothing behind; a repeat may succeed. Sessions may have ended, and an account
    /// that was to end may have been counted as activated.
    /// </summary>
    Failed,

    /// <summary>Storage did not say whether the change landed. The account must be read to find out.</summary>
    Unknown,

    /// <summary>The account is active already, so its address cannot be corrected.</summary>
    AlreadyActive,

    /// <summary>The account has ended. Only acts of operators tell this from <see cref="NoAccount"/>.</summary>
    Ended,

    /// <summary>The account was not activated in time. Only for acts of operators.</summary>
    Lapsed,

    /// <summary>The account is disabled. Only for acts of operators.</summary>
    Disabled,

    /// <summary>The account is not activated. Only for acts of operators.</summary>
    NotActive,

    /// <summary>An operator froze the account's codes, so it gets no new one.</summary>
    Frozen,

    /// <summary>The username is final: only an imported account may have to change it, once.</summary>
    NameFinal,

    /// <summary>Only an administrator may do this to an administrator's account. Only for acts of operators.</summary>
    NotAllowed,
}
