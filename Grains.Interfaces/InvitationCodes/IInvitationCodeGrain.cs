using Orleans.Concurrency;
using OrleansRegistration.Invitees;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>
/// One invitation code; key <see cref="InvitationCode.GrainKey"/>. Serializes its uses, its limit and its counts. Every method interleaves:
/// calls change memory in turn and share storage writes, and none is answered before the write that holds its change is durable
/// (protocol.md, "Group commit").
/// </summary>
[Alias("IInvitationCodeGrain"), GrainInterfaceType(RegistrationGrains.InvitationCode)]
public interface IInvitationCodeGrain : IGrainWithStringKey
{
    /// <summary>Takes this code for <paramref name="owner"/>'s attempt. <c>false</c>: somebody has it; take another.</summary>
    [Alias("issue"), AlwaysInterleave]
    Task<bool> IssueAsync(UserId owner, Guid attempt);

    /// <summary>
    /// Gives up the claim of <paramref name="attempt"/> on this code as its own, when that attempt is over and surely never commits. The row is deleted
    /// (rule 15a). A row of another attempt stays as it is.
    /// </summary>
    [Alias("withdraw"), AlwaysInterleave]
    Task WithdrawAsync(Guid attempt);

    /// <summary>
    /// Deletes the row if it names <paramref name="owner"/>, the lease has passed, and that user, asked with binding force, does not hold the code.
    /// Otherwise changes nothing.
    /// </summary>
    [Alias("forget"), AlwaysInterleave]
    Task ForgetAsync(UserId owner);

    /// <summary>Claims one use.</summary>
    [Alias("redeem"), AlwaysInterleave]
    Task<RedeemOutcome> RedeemAsync(RedeemRequest request);

    /// <summary>Counts a pending use whose attempt is in its user's committed record. A repeat changes nothing.</summary>
    [Alias("settle"), AlwaysInterleave]
    Task SettleAsync(Guid attempt);

    /// <summary>Drops a pending use whose attempt its own user has given up for good.</summary>
    [Alias("cancel"), AlwaysInterleave]
    Task CancelAsync(Guid attempt);

    /// <summary>Sets limit, expiry and whether the code may be used. <c>false</c>: there is no such code.</summary>
    [Alias("set-terms"), AlwaysInterleave]
    Task<bool> SetTermsAsync(InvitationTerms terms);

    /// <summary>Its owner's committed record has it among its codes, and names it no longer: nobody registers with it any more. Repeatable, and final.</summary>
    [Alias("retire"), AlwaysInterleave]
    Task RetireAsync();

    /// <summary>
    /// Who registered with the code, in the order in which they were counted, after the <paramref name="after"/>th. Whom a version counted that
    /// kept no list is left out.
    /// </summary>
    /// <param name="limit">Look at this many at most.</param>
    [Alias("invitees"), AlwaysInterleave]
    Task<CodeInvitees> GetInviteesAsync(long after, int limit);

    /// <summary>Whether the code could be used now, and whose it is.</summary>
    [Alias("status"), AlwaysInterleave]
    Task<InvitationStatus> GetStatusAsync();

    /// <summary>The counts; all zero for a code that was never issued.</summary>
    [Alias("counts"), AlwaysInterleave]
    Task<InvitationCounts> GetCountsAsync();
}
