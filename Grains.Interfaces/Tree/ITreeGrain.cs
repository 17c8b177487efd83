using Orleans.Concurrency;
using OrleansRegistration.Audit;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tree;

/// <summary>
/// Puts the moves of accounts in the tree of invitations in order, so that no two of them make a circle. Calls throw
/// <see cref="Storage.StorageUnavailableException"/> when storage cannot answer.
/// </summary>
[Alias("ITreeGrain"), GrainInterfaceType(GrainTypes.Tree)]
public interface ITreeGrain : IGrainWithStringKey
{
    /// <summary>
    /// Moves an account, with all below it, under another account. The counts of codes stay: they say who signed up
    /// with which code.
    /// </summary>
    [Alias("move")]
    Task<MoveOutcome> MoveAsync(UserId user, UserId inviter, ActRequest request);

    /// <summary>The request of the move that was begun last; <c>null</c> if there was none.</summary>
    /// <remarks>From storage. Interleaves: the account asks while it is moved.</remarks>
    [Alias("last"), AlwaysInterleave]
    Task<Guid?> FindLastAsync();
}
