using Orleans.Concurrency;
using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>
/// One shard of the mails that wait; key <c>mail/&lt;shard&gt;</c>. Holds who is to be sent what, never the content. Group commit, as
/// <see cref="InvitationCodes.IInvitationCodeGrain"/>.
/// </summary>
[Alias("IMailGrain"), GrainInterfaceType(RegistrationGrains.Mail)]
public interface IMailGrain : IGrainWithStringKey
{
    /// <summary>
    /// Queues a mail; durable when this returns. One that waits already is tried again at once. What there is to send is asked of the user when
    /// it is sent: nothing, if there is no such account.
    /// </summary>
    [Alias("enqueue"), AlwaysInterleave]
    Task EnqueueAsync(UserId user, MailKind kind);

    /// <summary>
    /// The same for whoever names an address: work on the mail begins a random moment later, so that neither this answer's time nor that of what is
    /// asked next tells whether there is an account.
    /// </summary>
    [Alias("enqueue-for-stranger"), AlwaysInterleave]
    Task EnqueueForStrangerAsync(UserId user, MailKind kind);

    /// <summary>The mail was sent, given up, or need not be sent.</summary>
    [Alias("done"), AlwaysInterleave]
    Task DoneAsync(UserId user, MailKind kind);

    /// <summary>
    /// A try failed: the mail waits for the next one, longer each time. After <see cref="MailFailure.Unconfirmed"/> it
    /// waits thirty times as long (at most an hour), because the mail may have arrived.
    /// </summary>
    /// <returns><c>false</c> when that was the last one; the mail stays queued until <see cref="DoneAsync"/>.</returns>
    [Alias("retry-after"), AlwaysInterleave]
    Task<bool> RetryAsync(UserId user, MailKind kind, MailFailure failure);

    /// <summary>Offers what is due to the workers of this silo.</summary>
    /// <returns>How many mails wait.</returns>
    [Alias("wake"), AlwaysInterleave]
    Task<int> WakeAsync();
}
