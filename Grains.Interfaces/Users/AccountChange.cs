namespace OrleansRegistration.Users;

/// <summary>How a change to an account (activation, new nickname) ended.</summary>
public enum AccountChange
{
    /// <summary>The change was made and is durable.</summary>
    Done,

    /// <summary>The account is so already; nothing was written.</summary>
    Unchanged,

    /// <summary>Somebody else has the wanted name.</summary>
    Taken,

    /// <summary>There is no live account.</summary>
    NoAccount,

    /// <summary>The change failed for sure, and left nothing; try again.</summary>
    Failed,

    /// <summary>Storage did not say whether the change landed; read the account.</summary>
    Unknown,
}
