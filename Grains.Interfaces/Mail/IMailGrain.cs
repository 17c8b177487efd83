using Orleans.Concurrency;
using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>
/// One shard of the queued mails; key <c>mail/&lt;shard&gt;</c>. It keeps user and kind of each mail, never its
/// content, in several rows (docs/adr/0028-the-mail-queue.md). Calls interleave and share writes, like those of <see
/// cref="InvitationCodes.IInvitationCodeGrain"/>.
/// </summary>
[Alias("IMailGrain"), GrainInterfaceType(GrainTypes.Mail)]
public interface IMailGrain : IGrainWithStringKey
{
    /// <summary>
    /// Queues a mail; it is durable when this returns. A mail that is queued already is tried again at once. The user's
    /// grain supplies the content when the mail is sent; without an account nothing is sent.
    /// </summary>
    [Alias("enqueue"), AlwaysInterleave]
    Task EnqueueAsync(UserId user, MailKind kind);

    /// <summary>
    /// Queues a mail as a new request, though it may be queued already; it is durable when this returns. The tries
    /// begin anew. A try that is under way neither removes nor puts off the new request.
    /// </summary>
    [Alias("requeue"), AlwaysInterleave]
    Task RequeueAsync(UserId user, MailKind kind);

    /// <summary>
    /// Like <see cref="EnqueueAsync"/>, for a caller that only knows the address. Work on the mail begins after a
    /// random delay. So neither the time of this answer nor that of the caller's next request shows whether there is an
    /// account.
    /// </summary>
    [Alias("enqueue-for-stranger"), AlwaysInterleave]
    Task EnqueueForStrangerAsync(UserId user, MailKind kind);

    /// <summary>
    /// Removes a mail that was sent, was given up or need not be sent. Changes nothing when another request is queued
    /// by now (docs/adr/0026-correcting-an-address.md). The removal is durable some seconds later; after a crash in
    /// between the mail is offered again.
    /// </summary>
    /// <param name="request">The request that was offered; <c>null</c> for one that was never queued anew.</param>
    [Alias("done"), AlwaysInterleave]
    Task DoneAsync(UserId user, MailKind kind, Guid? request = null);

    /// <summary>Removes a mail, whichever request is queued; that is durable when this returns.</summary>
    [Alias("remove"), AlwaysInterleave]
    Task RemoveAsync(UserId user, MailKind kind);

    /// <summary>
    /// Puts a mail off after a failed try, longer each time. After <see cref="MailFailure.Unconfirmed"/> the wait is
    /// thirty times as long (at most an hour), because the mail may have arrived. Changes nothing when another request
    /// is queued by now. Durable some seconds later; after a crash in between the try is not counted.
    /// </summary>
    /// <param name="request">As for <see cref="DoneAsync"/>.</param>
    /// <returns><c>false</c> after the last try; the mail stays queued until <see cref="DoneAsync"/>.</returns>
    [Alias("retry-after"), AlwaysInterleave]
    Task<bool> RetryAsync(UserId user, MailKind kind, MailFailure failure, Guid? request = null);

    /// <summary>
    /// Queues a mail whose first try, made before it was queued, has failed: with one try counted, and due after the
    /// wait of <see cref="RetryAsync"/>. It is durable when this returns. Changes nothing when the mail is queued by
    /// now.
    /// </summary>
    [Alias("put-off"), AlwaysInterleave]
    Task PutOffAsync(UserId user, MailKind kind, MailFailure failure);

    /// <summary>Offers the mails that are due to the workers of this silo.</summary>
    /// <returns>How many mails are queued.</returns>
    [Alias("wake"), AlwaysInterleave]
    Task<int> WakeAsync();
}
