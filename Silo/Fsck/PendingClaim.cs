using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Fsck;

/// <summary>A pending redemption or outbox message: only its user's row tells whether it is committed.</summary>
/// <param name="User">The user that claimed it.</param>
/// <param name="Attempt">The attempt that claimed it.</param>
/// <param name="LeaseEnd">Until this moment nobody asks the user.</param>
internal readonly record struct PendingClaim(Guid User, Guid Attempt, RedemptionKind Kind, DateTimeOffset LeaseEnd)
{
    /// <summary>Whether the user committed the attempt.</summary>
    public bool IsCommitted(StoreIndex index, out AccountEntry account) =>
        index.Accounts.TryGetValue(User, out account) && account.Committed(Kind, Attempt);
}
