using System.Text.Json.Serialization;
using Orleans.Concurrency;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Users;

namespace OrleansRegistration.Outbox;

/// <summary>Effects that must follow a commit.</summary>
/// <param name="Code">Settle the use of this code; <c>null</c> without an inviter.</param>
/// <param name="Next">What else; <c>null</c> for nothing.</param>
[GenerateSerializer, Immutable, Alias("outbox-entry")]
public sealed record OutboxMessage(
    [property: Id(0)] Guid Attempt,
    [property: Id(1)] UserId User,
    [property: Id(2)] RedemptionKind Kind,
    [property: Id(3)] InvitationCode? Code,
    [property: Id(4)] OutboxEffect? Next = null
);

/// <summary>What follows a commit besides the count.</summary>
public enum OutboxEffect
{
    /// <summary>The activation mail is queued.</summary>
    ActivationMail,

    /// <summary>The account, active without a mail, is counted as activated.</summary>
    Activation,

    /// <summary>The account has ended or has another code: <see cref="IUserEffects.CleanUpAsync"/>. Asked about by <see cref="CleanUpClaim"/>.</summary>
    [JsonStringEnumMemberName("Change")]
    CleanUp,
}

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
