namespace OrleansRegistration.Fsck;

/// <summary>What became of a committed account.</summary>
internal enum AccountState
{
    /// <summary>The account exists.</summary>
    Live,

    /// <summary>
    /// The account was never activated, and another user asked for its names. The row is marked as ended and otherwise
    /// stays as it was.
    /// </summary>
    Lapsed,

    /// <summary>
    /// The owner deleted the account. Its row still has the keys of its names: the clean-up finds the names by them.
    /// </summary>
    Ended,

    /// <summary>The owner deleted the account, and the clean-up is done.</summary>
    Erased,
}
