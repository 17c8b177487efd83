using Orleans.Concurrency;
using OrleansRegistration.Invitees;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;

namespace OrleansRegistration.Users;

/// <summary>
/// One user; key <see cref="UserId.GrainKey"/>. Coordinates the sign-up, and its own record decides it (protocol.md, "The one rule").
/// Calls throw <see cref="Storage.StorageUnavailableException"/> when storage cannot answer.
/// </summary>
[Alias("IUserGrain"), GrainInterfaceType(RegistrationGrains.User)]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>Signs up: claims, hashes, commits. Expected refusals are outcomes.</summary>
    [Alias("register")]
    Task<SignUpResult> RegisterAsync(SignUp signUp, CancellationToken cancellationToken = default);

    /// <summary>
    /// Whether this user holds <paramref name="claim"/>. Binding: after a "no" no attempt that was under way can commit the claim
    /// (rules 5–8), so the asker may give it away.
    /// </summary>
    /// <remarks>Interleaves: two sign-ups may ask about each other while both wait (rule 7).</remarks>
    [Alias("holds"), AlwaysInterleave]
    Task<bool> HoldsAsync(Claim claim);

    /// <summary>
    /// The nickname of this user if its committed record names <paramref name="claim"/> now, else <c>null</c>. Not binding and without a
    /// write: a "no" gives no right to the claim.
    /// </summary>
    /// <remarks>Interleaves: asked while the user signs up or redeems.</remarks>
    [Alias("names"), AlwaysInterleave]
    Task<string?> NicknameIfNamedAsync(Claim claim);

    /// <summary>
    /// Checks a name and a password. Costs one password hash, whether there is such an account or not, unless too many wrong ones came before.
    /// </summary>
    [Alias("sign-in")]
    Task<SignInResult> SignInAsync(SignIn signIn, CancellationToken cancellationToken = default);

    /// <summary>The account with its counts, or <c>null</c> when there is none (any more), or one that has lapsed or is disabled.</summary>
    /// <remarks>Interleaves: reading waits for no sign-up.</remarks>
    [Alias("get"), AlwaysInterleave]
    Task<AccountOverview?> GetAsync();

    /// <summary>The account without its counts, or <c>null</c> as <see cref="GetAsync"/>.</summary>
    /// <remarks>Interleaves: asked by the user's sessions.</remarks>
    [Alias("find"), AlwaysInterleave]
    Task<Account?> FindAsync();

    /// <summary>
    /// Replaces the password, for who knows the old one, and ends all sessions but <paramref name="session"/> and all
    /// mailed tokens for a new password. Always costs a password hash; two when the old password is right.
    /// </summary>
    /// <param name="session">The session that the change was sent in; wrong passwords count for it and end it.</param>
    [Alias("change-password")]
    Task<PasswordChange> ChangePasswordAsync(
        NewPassword password,
        Guid? session,
        CancellationToken cancellationToken = default
    );

    /// <summary>Activates the account, and counts the inviter's <em>activated</em> use once.</summary>
    [Alias("activate")]
    Task<AccountChange> ActivateAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives the account another nickname. The old one is free afterwards.</summary>
    [Alias("rename")]
    Task<AccountChange> RenameAsync(Nickname nickname, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends the account for good, for who knows its password. Its names are free, its codes stop, its counts stay; what is personal is cleared
    /// from all its rows, and goes on being so until it is done (rule 8, docs/adr/0013). Always costs a password hash.
    /// </summary>
    /// <param name="session">The session that the wish was sent in; wrong passwords count for it and end it.</param>
    [Alias("end-account")]
    Task<AccountEnd> EndAsync(string password, Guid? session = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Ends an account that was never activated, as <see cref="EndAsync"/> does, for the owner of its e-mail address:
    /// by an activation token. A repeat with the same token is accepted again while the token is in its time.
    /// </summary>
    [Alias("disown")]
    Task<MailTokenOutcome> DisownAsync(MailToken token);

    /// <summary>Gives the account a new code. The old ones stop, and still count for it.</summary>
    [Alias("new-code")]
    Task<NewCodeResult> NewCodeAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Shuts the account, for an operator, or opens it again. Shut, it keeps names, codes and counts; it cannot log in, and whatever asks its record, as
    /// refresh and <c>/api/me/</c> do, finds no account. Its sessions are not ended: opened again, they go on.
    /// </summary>
    [Alias("set-disabled")]
    Task<AccountChange> SetDisabledAsync(bool disabled);

    /// <summary>
    /// Makes other rows agree with the committed record, after its end or a new code: stops the codes that it does not name and, at the end,
    /// clears what is personal. Repeatable.
    /// </summary>
    /// <remarks>Interleaves: called by the outbox too, while the user may wait for it.</remarks>
    [Alias("finish-change"), AlwaysInterleave]
    Task CleanUpAsync();

    /// <summary>Who signed up with the codes of this account, oldest first; <c>null</c> when there is no account (any more).</summary>
    /// <param name="from">Where the last page ended; the default is the beginning.</param>
    /// <remarks>Interleaves: reading waits for no sign-up.</remarks>
    [Alias("invitees"), AlwaysInterleave]
    Task<InviteePage?> ListInviteesAsync(InviteePosition from, int limit);

    /// <summary>This user as its inviter sees it; <c>null</c> when no account was ever committed here.</summary>
    /// <remarks>Interleaves: asked while the user may be at work.</remarks>
    [Alias("as-invitee"), AlwaysInterleave]
    Task<Invitee?> DescribeAsInviteeAsync();

    /// <summary>
    /// Makes a token for a mail that is about to be sent, and stores its hash. The older ones stay good until they expire: one of them may be in
    /// a mail that arrived though its try seemed to fail.
    /// </summary>
    /// <returns><c>null</c> when there is nothing to send: no such account, active already, lapsed, or a mail of this kind was sent just now.</returns>
    [Alias("prepare-mail")]
    Task<MailDraft?> PrepareMailAsync(MailKind kind);

    /// <summary>Says how a try to send a mail went: of an activation mail for the owner to see, of others for operators.</summary>
    /// <param name="state"><see cref="MailState.Pending"/> when there will be another.</param>
    [Alias("mail-tried")]
    Task MailTriedAsync(MailKind kind, MailState state, MailFailure? failure);

    /// <summary>
    /// Activates the account with a mailed token, and counts the inviter's <em>activated</em> use once. Ends all
    /// sessions: whoever has the mailbox need not be who signed up with its address.
    /// </summary>
    [Alias("activate-by-token")]
    Task<MailTokenResult> ActivateAsync(MailToken token, CancellationToken cancellationToken = default);

    /// <summary>What a token would be good for now. Changes nothing.</summary>
    /// <remarks>Interleaves: reading waits for no sign-up.</remarks>
    [Alias("check-token"), AlwaysInterleave]
    Task<MailTokenOutcome> CheckTokenAsync(MailToken token, MailKind kind);

    /// <summary>
    /// Gives the account another password with a mailed token, and ends its sessions. Does not activate the account: only the activation mail
    /// says what it is about to do.
    /// </summary>
    [Alias("reset-password")]
    Task<MailTokenResult> ResetPasswordAsync(
        MailToken token,
        string password,
        CancellationToken cancellationToken = default
    );
}
