using OrleansRegistration.Users;

namespace OrleansRegistration.Fsck;

/// <summary>What became of a committed account.</summary>
internal enum AccountState
{
    /// <summary>It is there.</summary>
    Live,

    /// <summary>It was never activated, and somebody wanted its names. Its row says so and is kept as it was.</summary>
    Lapsed,

    /// <summary>Its owner ended it; its row still has the keys of its names, by which the others are found.</summary>
    Ended,

    /// <summary>Its owner ended it, and all that follows is done.</summary>
    Erased,
}

internal static class AccountStates
{
    /// <summary>What became of the account of a committed record.</summary>
    public static AccountState Of(UserRecord user) =>
        user.Status == UserStatus.Live ? AccountState.Live
        : !user.IsActive && user.Username.Length > 0 ? AccountState.Lapsed // the end of an account drops its name at once
        : user.Names.Any(name => name.Key.Length > 0) ? AccountState.Ended
        : AccountState.Erased;
}
