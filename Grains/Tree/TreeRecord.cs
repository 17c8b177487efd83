using OrleansRegistration.Audit;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tree;

/// <summary>The record of the tree: the move that may be under way.</summary>
internal sealed record TreeRecord
{
    /// <summary>The last move. The next one first makes sure that it is done.</summary>
    public TreeMove? Move { get; init; }
}

/// <summary>A move of an account under another one.</summary>
internal sealed record TreeMove(UserId User, UserId Inviter, Guid Request, Actor Actor, string? Reason);
