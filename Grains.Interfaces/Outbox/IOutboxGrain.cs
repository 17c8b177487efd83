using Orleans.Concurrency;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Outbox;

/// <summary>
/// One shard of the outbox; key <c>outbox/&lt;shard&gt;</c>. It keeps the effects that must follow a commit until they
/// are done, at least once. Calls interleave and share writes, like those of <see cref="IInvitationCodeGrain"/>.
/// </summary>
[Alias("IOutboxGrain"), GrainInterfaceType(GrainTypes.Outbox)]
public interface IOutboxGrain : IGrainWithStringKey
{
    /// <summary>
    /// Stores the message of an attempt before the attempt commits. Once its lease has passed, the user is asked
    /// whether the attempt committed.
    /// </summary>
    [Alias("enlist"), AlwaysInterleave]
    Task EnlistAsync(OutboxMessage message);

    /// <summary>
    /// Carries out the effects of an attempt that is in the user's committed record. The message stays until they are
    /// done.
    /// </summary>
    /// <remarks>One-way: the caller does not wait.</remarks>
    [Alias("committed"), AlwaysInterleave, OneWay]
    Task DispatchAsync(Guid attempt);

    /// <summary>Removes the message of a mail that was sent from memory, was given up or is queued by now.</summary>
    /// <remarks>One-way: the caller does not wait.</remarks>
    [Alias("mail-done"), AlwaysInterleave, OneWay]
    Task MailDoneAsync(Guid attempt);

    /// <summary>Cancels the message of an attempt that is over and surely never commits.</summary>
    [Alias("cancel"), AlwaysInterleave]
    Task CancelAsync(Guid attempt);

    /// <summary>
    /// Dispatches or cancels the messages past their lease. A worker calls this at silo start and every few seconds.
    /// </summary>
    /// <returns>How many messages are left.</returns>
    [Alias("work-off"), AlwaysInterleave]
    Task<int> DispatchDueAsync();
}
