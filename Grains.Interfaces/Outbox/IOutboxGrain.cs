using Orleans.Concurrency;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Outbox;

/// <summary>
/// One shard of the outbox; key <c>outbox/&lt;shard&gt;</c>. Holds what must be done after a commit until it is done, at least once. Group commit, as
/// <see cref="IInvitationCodeGrain"/>.
/// </summary>
[Alias("IOutboxGrain"), GrainInterfaceType(RegistrationGrains.Outbox)]
public interface IOutboxGrain : IGrainWithStringKey
{
    /// <summary>Keeps a place for an attempt's effects before it commits. An entry past its lease asks its user.</summary>
    [Alias("enlist"), AlwaysInterleave]
    Task EnlistAsync(OutboxMessage entry);

    /// <summary>The attempt is in its user's committed record: does its effects now. They stay enlisted until they are done.</summary>
    /// <remarks>One way: nobody waits for it.</remarks>
    [Alias("committed"), AlwaysInterleave, OneWay]
    Task DispatchAsync(Guid attempt);

    /// <summary>The attempt is over and never commits: drops its place.</summary>
    [Alias("cancel"), AlwaysInterleave]
    Task CancelAsync(Guid attempt);

    /// <summary>Does what is due. Also called at silo start and then now and again, so that a shard without callers is worked off too.</summary>
    /// <returns>How many entries are left.</returns>
    [Alias("work-off"), AlwaysInterleave]
    Task<int> DispatchDueAsync();
}
