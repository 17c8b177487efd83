namespace OrleansRegistration.Users;

/// <summary>How the wish to end an account ended.</summary>
public enum AccountEnd
{
    /// <summary>The account has ended, durably and for good.</summary>
    Done,

    /// <summary>The password is another one.</summary>
    WrongPassword,

    /// <summary>There is no live account.</summary>
    NoAccount,

    /// <summary>Too many passwords wait to be hashed; try again.</summary>
    Overloaded,

    /// <summary>The account is there for sure; try again.</summary>
    Failed,

    /// <summary>Storage did not say whether the account has ended; look at it.</summary>
    Unknown,

    /// <summary>The session that the wish was sent in has ended; nothing was checked.</summary>
    SessionEnded,
}
