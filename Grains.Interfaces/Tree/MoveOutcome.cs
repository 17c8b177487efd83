namespace OrleansRegistration.Tree;

/// <summary>The result of a move in the tree of invitations.</summary>
[GenerateSerializer, Alias("move-outcome")]
public enum MoveOutcome
{
    /// <summary>The account is below its new inviter.</summary>
    Done,

    /// <summary>It was there already. Nothing was written.</summary>
    Unchanged,

    /// <summary>There is no such account.</summary>
    NoAccount,

    /// <summary>There is no account with the id of the new inviter.</summary>
    NoInviter,

    /// <summary>The new inviter is below the account, or is the account itself.</summary>
    Circle,

    /// <summary>More than <c>10,000</c> accounts are above the new inviter.</summary>
    TooDeep,

    /// <summary>The move failed, or its outcome is unknown. A repeat with the same request finishes it.</summary>
    Failed,
}
