using Orleans.Concurrency;
using OrleansRegistration.Audit;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Operators;

namespace OrleansRegistration.Users;

/// <summary>
/// One user, as its owner and the Web API see it; key <see cref="UserId.GrainKey"/>. Coordinates the sign-up, which the
/// user's own record decides (docs/protocol.md#the-one-rule). <see cref="IClaimOwner"/> and
/// <see cref="IUserEffects"/> are two more faces of the same grain. Calls throw
/// <see cref="Storage.StorageUnavailableException"/> when storage cannot answer.
/// </summary>
/// <remarks>
/// Changes take no <see cref="CancellationToken"/>: a request that is given up must not stop a commit.
/// </remarks>
[Alias("IUserGrain"), GrainInterfaceType(GrainTypes.User)]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Signs up: claims, hashes, commits. Expected refusals are outcomes.</summary>
    [Alias("register")]
    Task<SignUpResult> RegisterAsync(SignUp signUp);

    /// <summary>
    /// Checks a name and a password. Computes one password hash, whether the account exists or not. After too many
    /// wrong passwords it refuses without a hash.
    /// </summary>
    [Alias("sign-in")]
    Task<SignInResult> SignInAsync(SignIn signIn);

    /// <summary>
    /// The account with its counts; <c>null</c> when the account does not exist, has lapsed, has ended or is disabled.
    /// </summary>
    /// <remarks>Interleaves: a read waits for no sign-up.</remarks>
    [Alias("get"), AlwaysInterleave]
    Task<AccountOverview?> GetAsync();

    /// <summary>The account without its counts; <c>null</c> as for <see cref="GetAsync"/>.</summary>
    /// <remarks>Interleaves: the user's sessions ask while the user waits for them.</remarks>
    [Alias("find"), AlwaysInterleave]
    Task<Account?> FindAsync();

    /// <summary>Activates the account. Counts the inviter's activated redemption once.</summary>
    /// <param name="token">
    /// A token from an activation mail. All sessions end: the owner of the mailbox need not be the person who signed up
    /// with its address.
    /// </param>
    [Alias("activate-by-token")]
    Task<MailTokenResult> ActivateAsync(MailToken token);

    /// <summary>What <paramref name="token"/> would do now. Changes nothing.</summary>
    /// <remarks>Interleaves: a read waits for no sign-up.</remarks>
    [Alias("check-token"), AlwaysInterleave]
    Task<MailTokenOutcome> CheckTokenAsync(MailToken token, MailKind kind);

    /// <summary>
    /// Replaces the password. Ends all sessions but <paramref name="session"/>, and uses up all mailed reset tokens.
    /// Computes one password hash, and a second one when the old password is right.
    /// </summary>
    /// <param name="session">
    /// The session that sent the request. Wrong passwords count against this session and end it.
    /// </param>
    [Alias("change-password")]
    Task<ChangeOutcome> ChangePasswordAsync(NewPassword password, Guid? session);

    /// <summary>
    /// Replaces the password by a token from a reset mail, and ends all sessions. Does not activate the account: only
    /// the activation mail says that it activates.
    /// </summary>
    [Alias("reset-password")]
    Task<MailTokenResult> ResetPasswordAsync(MailToken token, string password);

    /// <summary>Changes the nickname. The old nickname becomes available.</summary>
    [Alias("rename")]
    Task<ChangeOutcome> RenameAsync(Nickname nickname);

    /// <summary>
    /// Changes the username of an imported account that must change it. The old username becomes available. Refuses any
    /// other account.
    /// </summary>
    [Alias("change-username")]
    Task<ChangeOutcome> ChangeUsernameAsync(Username username);

    /// <summary>
    /// Corrects the e-mail address of an account that is not active. The old address becomes available, every mailed
    /// token becomes invalid, and an activation mail goes to the new address (docs/adr/0026-correcting-an-address.md).
    /// Computes one password hash.
    /// </summary>
    /// <param name="session">
    /// The session that sent the request. Wrong passwords count against this session and end it.
    /// </param>
    [Alias("correct-email")]
    Task<ChangeOutcome> CorrectEmailAsync(EmailAddress email, string password, Guid? session = null);

    /// <summary>Gives the account a new code. The old codes are retired; their counts stay.</summary>
    [Alias("new-code")]
    Task<NewCodeResult> NewCodeAsync();

    /// <summary>
    /// Issues a further code to the account for an operator. The account's own code stays. Idempotent for one act.
    /// </summary>
    /// <returns>
    /// Also has the code for <see cref="ChangeOutcome.Unchanged"/>: this act has issued it already.
    /// <see cref="ChangeOutcome.Taken"/>: all candidates are taken.
    /// </returns>
    [Alias("issue-code")]
    Task<NewCodeResult> IssueCodeAsync(CodeDraft draft, ActRequest request);

    /// <summary>The account's quota; <c>null</c> when there is no such account.</summary>
    /// <remarks>Interleaves: a read waits for no sign-up.</remarks>
    [Alias("quota"), AlwaysInterleave]
    Task<Quota?> GetQuotaAsync();

    /// <summary>
    /// Sets how many codes the account may make itself, and how many accounts may register with these. Before the
    /// answer, or soon after it, the current code's limit follows.
    /// </summary>
    [Alias("set-quota")]
    Task<ChangeOutcome> SetQuotaAsync(Quota quota, ActRequest request);

    /// <summary>
    /// Freezes all codes of the account, or unfreezes them, also when a subtree with the account is frozen. The account
    /// stays. Before the answer, or soon after it, all its codes follow, and sign-ups that are under way with them
    /// fail. It gets no new code while they are frozen.
    /// </summary>
    [Alias("set-frozen")]
    Task<ChangeOutcome> SetFrozenAsync(bool frozen, ActRequest request);

    /// <summary>
    /// Ends the account for good. Its names become available, its codes are retired, its counts stay, and all personal
    /// data is erased from all its rows (docs/protocol.md#rule-8, docs/adr/0013-account.md). Computes one password
    /// hash.
    /// </summary>
    /// <param name="session">
    /// The session that sent the request. Wrong passwords count against this session and end it.
    /// </param>
    [Alias("end-account")]
    Task<ChangeOutcome> EndAsync(string password, Guid? session = null);

    /// <summary>
    /// Ends an account that was never activated, as <see cref="EndAsync"/> does, for the owner of its e-mail address. A
    /// repeat with the same token is accepted until the token expires.
    /// </summary>
    /// <param name="token">A token from an activation mail.</param>
    [Alias("disown")]
    Task<MailTokenOutcome> DisownAsync(MailToken token);

    /// <summary>
    /// Disables the account for an operator, or enables it again. A disabled account keeps names, codes and counts. Its
    /// owner cannot log in, and callers that read the account find none. Its sessions are kept and go on once the
    /// account is enabled.
    /// </summary>
    [Alias("set-disabled")]
    Task<ChangeOutcome> SetDisabledAsync(bool disabled, ActRequest request);

    /// <summary>
    /// The accounts that signed up with this account's codes, oldest first; <c>null</c> when there is no account.
    /// </summary>
    /// <param name="from">Where the last page ended; the default is the beginning.</param>
    /// <remarks>Interleaves: a read waits for no sign-up.</remarks>
    [Alias("invitees"), AlwaysInterleave]
    Task<InviteePage?> ListInviteesAsync(InviteePosition from, int limit);

    /// <summary>This user as its inviter sees it; <c>null</c> when no account was ever committed here.</summary>
    /// <remarks>Interleaves: the inviter's grain asks while this user may be busy.</remarks>
    [Alias("as-invitee"), AlwaysInterleave]
    Task<Invitee?> DescribeAsInviteeAsync();

    /// <summary>
    /// The role of the account's owner, from storage; <c>null</c> when the account does not exist, has lapsed, has
    /// ended or is disabled.
    /// </summary>
    /// <remarks>Interleaves: a read waits for no sign-up.</remarks>
    [Alias("role"), AlwaysInterleave]
    Task<Role?> GetRoleAsync();

    /// <summary>
    /// Checks the password again before an act that cannot be undone. Computes one password hash.
    /// </summary>
    /// <param name="session">
    /// The session that sent the request. Wrong passwords count against this session and end it.
    /// </param>
    /// <returns><c>null</c> when the password is right; otherwise why the act must not be done.</returns>
    [Alias("confirm-password")]
    Task<ChangeOutcome?> ConfirmPasswordAsync(string password, Guid session);

    /// <summary>Gives the account a role. Sessions go on: the role is read at each request.</summary>
    [Alias("set-role")]
    Task<ChangeOutcome> SetRoleAsync(Role role, ActRequest request);

    /// <summary>
    /// The account above this one: the owner of the code that it signed up with, or the account under which an operator
    /// moved it. Also of an account that has ended.
    /// </summary>
    /// <remarks>From storage. Interleaves: a read waits for no sign-up.</remarks>
    [Alias("inviter"), AlwaysInterleave]
    Task<InviterOfUser> FindInviterAsync();

    /// <summary>
    /// Moves the account under another one. Only the tree calls it, which has made sure that there will be no circle.
    /// </summary>
    [Alias("move-under")]
    Task<ChangeOutcome> MoveUnderAsync(UserId inviter, ActRequest request);
}
