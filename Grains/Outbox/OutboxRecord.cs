using System.Collections.Immutable;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Users;

namespace OrleansRegistration.Outbox;

/// <summary>A user's place: what its attempt's commit will have to be followed by.</summary>
/// <param name="Code">Settle the use of this code; <c>null</c> without an inviter.</param>
/// <param name="Next">What else; <c>null</c> for nothing.</param>
internal sealed record OutboxPlace(
    UserId User,
    UseKind Kind,
    InvitationCode? Code,
    DateTimeOffset LeaseEnd,
    FollowUp? Next = null
);

/// <summary>The record of a shard: places by attempt.</summary>
internal sealed record OutboxRecord
{
    public ImmutableDictionary<Guid, OutboxPlace> Places
    {
        get;
        init => field = value ?? field;
    } = ImmutableDictionary<Guid, OutboxPlace>.Empty;
}
