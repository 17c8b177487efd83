using Orleans.Concurrency;
using OrleansRegistration.Audit;
using OrleansRegistration.Tree;

namespace OrleansRegistration.Users;

/// <summary>
/// A user as operators see it. The same grain and key as <see cref="IUserGrain"/>, which has the acts on role and
/// password. Each act is part of the write that does it. A repeat with the same request, directly after it, changes
/// nothing and answers <see cref="ChangeOutcome.Unchanged"/>. Calls throw
/// <see cref="Storage.StorageUnavailableException"/> when storage cannot answer.
/// </summary>
[Alias("IUserAdministration"), GrainInterfaceType(GrainTypes.UserAdministration)]
public interface IUserAdministration : IGrainWithStringKey
{
    /// <summary>The account, from storage, also after its end; <c>null</c> when there never was one.</summary>
    /// <remarks>Interleaves: a read waits for no sign-up.</remarks>
    [Alias("describe"), AlwaysInterleave]
    Task<PersonOverview?> DescribeAsync();

    /// <summary>
    /// Activates the account without a mailed token, also after its time for activation. Counts the inviter's activated
    /// redemption once.
    /// </summary>
    [Alias("activate-by-hand")]
    Task<ChangeOutcome> ActivateAsync(ActRequest request);

    /// <summary>
    /// Queues the activation mail anew. A mail that was sent within <c>Mail:MinIntervalSeconds</c> is not sent again.
    /// </summary>
    [Alias("resend-activation")]
    Task<ChangeOutcome> ResendActivationAsync(ActRequest request);

    /// <summary>Ends all sessions. Access tokens stay valid until they expire.</summary>
    [Alias("end-sessions")]
    Task<ChangeOutcome> EndSessionsAsync(ActRequest request);

    /// <summary>Ends the account as <see cref="IUserGrain.EndAsync"/> does, without the owner's password.</summary>
    [Alias("end-by-operator")]
    Task<ChangeOutcome> EndAsync(ActRequest request);

    /// <summary>
    /// Sets the level of the account for an operator. The level stays until the next call, whatever the account spends.
    /// </summary>
    /// <param name="level">
    /// 0 to <see cref="LevelOptions.Highest"/>; <c>null</c> lets the level follow the consumption again, by the
    /// thresholds of today.
    /// </param>
    [Alias("set-level")]
    Task<LevelResult> SetLevelAsync(int? level, ActRequest request);

    /// <summary>
    /// Freezes the account as a part of a subtree; also an account that has ended
    /// (docs/adr/0038-freezing-a-subtree.md). The root also remembers the quarantine. After
    /// <see cref="ChangeOutcome.Done"/> or <see cref="ChangeOutcome.Unchanged"/> its codes refuse, and no sign-up with
    /// them is under way. An administrator's account is never disabled.
    /// </summary>
    [Alias("freeze-in-subtree")]
    Task<ChangeOutcome> FreezeAsync(SubtreeFreeze freeze, ActRequest request);

    /// <summary>
    /// Lifts the freeze of a subtree from the account. Other freezes stay. The root also ends the quarantine.
    /// </summary>
    /// <param name="enables">
    /// Whether an account that the freeze has disabled is enabled; otherwise it stays disabled, as if by hand.
    /// </param>
    [Alias("unfreeze-in-subtree")]
    Task<ChangeOutcome> UnfreezeAsync(UserId root, bool enables, ActRequest request);

    /// <summary>
    /// Notes on the root of a subtree that the job with the id of <paramref name="request"/> unfreezes it. A job that
    /// freezes the subtree then stops.
    /// </summary>
    [Alias("begin-unfreeze")]
    Task<ChangeOutcome> BeginUnfreezeAsync(ActRequest request);

    /// <summary>What the account remembers as the root of a frozen subtree; <c>null</c> for nothing.</summary>
    /// <remarks>From storage. Interleaves: a read waits for no sign-up.</remarks>
    [Alias("quarantine"), AlwaysInterleave]
    Task<Quarantine?> FindQuarantineAsync();
}
