using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansRegistration.Audit;
using OrleansRegistration.Invitees;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>
/// One invitation code; key <see cref="InvitationCode.GrainKey"/>. It puts redemptions, limit and counts in order.
/// Every method interleaves: calls change memory in turn and share storage writes. Except for settlements no call is
/// answered before the write that holds its change is durable (docs/protocol.md#group-commit).
/// </summary>
[Alias("IInvitationCodeGrain"), GrainInterfaceType(GrainTypes.Code)]
public interface IInvitationCodeGrain : IGrainWithStringKey
{
    /// <summary>
    /// Withdraws the claim of <paramref name="attempt"/> on this code as an own code, by deleting the row. The attempt
    /// must be over and surely never commit (docs/protocol.md#rule-15). Changes nothing when another attempt has the
    /// row.
    /// </summary>
    [Alias("withdraw"), AlwaysInterleave]
    Task WithdrawAsync(Guid attempt);

    /// <summary>
    /// Releases the code if its row names <paramref name="owner"/>, its lease has passed and the owner gives a binding
    /// "no" (docs/protocol.md#rule-16). Otherwise changes nothing.
    /// </summary>
    [Alias("forget"), AlwaysInterleave]
    Task ReleaseAsync(UserId owner);

    /// <summary>Claims one redemption.</summary>
    [Alias("redeem"), AlwaysInterleave]
    Task<RedeemOutcome> RedeemAsync(RedeemRequest request);

    /// <summary>Settles attempts, and claims one redemption.</summary>
    [Alias("settle-and-redeem"), AlwaysInterleave]
    Task<RedeemOutcome> RedeemAsync(RedeemRequest request, ImmutableArray<Guid> settled);

    /// <summary>
    /// Counts a pending redemption whose attempt is in the user's committed record. Idempotent. The answer does not
    /// wait for a write: if a crash loses the count, <see cref="AskDueAsync"/> makes it again.
    /// </summary>
    [Alias("settle"), AlwaysInterleave]
    Task SettleAsync(Guid attempt);

    /// <inheritdoc cref="SettleAsync(Guid)"/>
    [Alias("settle-all"), AlwaysInterleave]
    Task SettleAsync(ImmutableArray<Guid> attempts);

    /// <summary>
    /// Asks the users of all pending redemptions past their lease, and counts or cancels each
    /// (docs/protocol.md#rule-13).
    /// </summary>
    /// <returns>The number of those that stay pending, because their users did not answer.</returns>
    [Alias("ask-due"), AlwaysInterleave]
    Task<int> AskDueAsync();

    /// <summary>Cancels a pending redemption whose attempt is over and surely never commits. Idempotent.</summary>
    [Alias("cancel"), AlwaysInterleave]
    Task CancelAsync(Guid attempt);

    /// <summary>
    /// Issues this code for an operator. Idempotent: the same issue again changes nothing and is
    /// <see cref="IssueOutcome.Issued"/> again.
    /// </summary>
    [Alias("issue"), AlwaysInterleave]
    Task<IssueOutcome> IssueAsync(CodeIssue issue);

    /// <summary>Describes the code to operators; <c>null</c> when there is no such code.</summary>
    [Alias("describe"), AlwaysInterleave]
    Task<CodeDescription?> DescribeAsync();

    /// <summary>
    /// Changes terms of the code for an operator. A limit may be lower than what is counted and pending: nothing more
    /// is granted then.
    /// </summary>
    /// <returns><c>false</c> when there is no such code.</returns>
    [Alias("change"), AlwaysInterleave]
    Task<bool> ChangeAsync(CodeChange change, ActRequest request);

    /// <summary>
    /// Freezes the code, or unfreezes it. A frozen code refuses as a disabled one does. Idempotent. Own codes are
    /// frozen with their owner's account instead (<see cref="FollowOwnerAsync"/>).
    /// </summary>
    /// <param name="request">The act; <c>null</c> when the job that freezes has it.</param>
    /// <returns><c>false</c> when there is no such code.</returns>
    [Alias("set-frozen"), AlwaysInterleave]
    Task<bool> SetFrozenAsync(bool frozen, ActRequest? request = null);

    /// <summary>
    /// Takes what the owner's committed record says of its own code: quota, and whether the code is frozen. Ignores
    /// terms that are older than those that the code has. Idempotent.
    /// </summary>
    [Alias("follow-owner"), AlwaysInterleave]
    Task FollowOwnerAsync(OwnerTerms terms);

    /// <summary>
    /// Asks the users of all sign-ups that are under way, whatever their leases, and counts or cancels each. No sign-up
    /// with a code that was frozen or retired before commits after that.
    /// </summary>
    [Alias("settle-sign-ups"), AlwaysInterleave]
    Task SettleSignUpsAsync();

    /// <summary>
    /// Retires the code as <see cref="RetireAsync"/> does, and tells how many redemptions are counted or pending.
    /// </summary>
    /// <returns>A number that never rises: a retired code grants nothing.</returns>
    [Alias("retire-counted"), AlwaysInterleave]
    Task<long> RetireCountedAsync();

    /// <summary>
    /// Retires the code for good; new redemptions are refused. Called once the owner has a newer code or has left.
    /// Idempotent.
    /// </summary>
    [Alias("retire"), AlwaysInterleave]
    Task RetireAsync();

    /// <summary>
    /// Lists the accounts that registered with the code, in the order in which they were counted. Accounts that an
    /// older version counted without listing them are missing.
    /// </summary>
    /// <param name="after">The ordinal after which the list begins; 0 for all.</param>
    /// <param name="limit">The largest number of ordinals to read.</param>
    [Alias("invitees"), AlwaysInterleave]
    Task<CodeInvitees> GetInviteesAsync(long after, int limit);

    /// <summary>Tells whether the code can be redeemed now, and whose code it is.</summary>
    [Alias("status"), AlwaysInterleave]
    Task<InvitationStatus> GetStatusAsync();

    /// <summary>Reads the counts, once they are durable. All are zero for a code that was never issued.</summary>
    [Alias("counts"), AlwaysInterleave]
    Task<InvitationCounts> GetCountsAsync();

    /// <summary>The user whose code it is; <c>null</c> for nobody's.</summary>
    [Alias("owner"), AlwaysInterleave]
    Task<UserId?> FindOwnerAsync();
}
