using Orleans.Concurrency;
using OrleansRegistration.Audit;

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
}
