using Orleans.Concurrency;
using OrleansRegistration.Mail;
using OrleansRegistration.Purchases;

namespace OrleansRegistration.Users;

/// <summary>
/// A user as the outbox, the mail worker and purchases see it: what follows from other rows. The same grain and key as
/// <see cref="IUserGrain"/>. Every call may be repeated. Calls throw
/// <see cref="Storage.StorageUnavailableException"/> when storage cannot answer.
/// </summary>
[Alias("IUserEffects"), GrainInterfaceType(GrainTypes.UserEffects)]
public interface IUserEffects : IGrainWithStringKey
{
    /// <summary>Activates the account without a mailed token. Counts the inviter's activated redemption once.</summary>
    [Alias("activate")]
    Task<ChangeOutcome> ActivateAsync();

    /// <summary>
    /// Brings other rows in line with the committed record after the end of the account, a new code or a correction of
    /// the address: retires the codes that are no longer current. After the end it also erases all personal data. After
    /// a correction of the address it queues the activation mail, if that mail is still owed.
    /// </summary>
    /// <remarks>Interleaves: the outbox calls while the user may be waiting for the outbox.</remarks>
    [Alias("finish-change"), AlwaysInterleave]
    Task CleanUpAsync();

    /// <summary>
    /// Makes a token for a mail that is about to be sent, and stores the token's hash. Older tokens stay valid until
    /// they expire: one of them may be in a mail that arrived although its try seemed to fail.
    /// </summary>
    /// <returns>
    /// <c>null</c> when there is nothing to send: the account does not exist, is active already or has lapsed, or a
    /// mail of this kind was sent within <c>Mail:MinIntervalSeconds</c>.
    /// </returns>
    [Alias("prepare-mail")]
    Task<MailDraft?> PrepareMailAsync(MailKind kind);

    /// <summary>
    /// Records the result of a try to send a mail. A try to an address that was corrected meanwhile is not recorded:
    /// the new address is owed a mail of its own.
    /// </summary>
    /// <param name="state"><see cref="MailState.Pending"/> when another try will follow.</param>
    /// <param name="correction"><see cref="MailDraft.Correction"/> of the mail that was tried.</param>
    [Alias("mail-tried")]
    Task MailTriedAsync(MailKind kind, MailState state, MailFailure? failure, Guid? correction = null);

    /// <summary>
    /// Whether purchases may be recorded for the user: there is an account that has not lapsed or ended. A disabled
    /// account may have purchases.
    /// </summary>
    /// <remarks>Interleaves: a read waits for no sign-up.</remarks>
    [Alias("takes-purchases"), AlwaysInterleave]
    Task<bool> TakesPurchasesAsync();

    /// <summary>
    /// Adds the pending entry of a purchase's row to the account, once: consumption, level and act in one commit
    /// (docs/adr/0035-purchases.md).
    /// </summary>
    /// <param name="entry">The id of the entry, which must be pending in the row.</param>
    [Alias("apply-entry")]
    Task<AppliedEntry> ApplyAsync(PurchaseId purchase, Guid entry);
}
