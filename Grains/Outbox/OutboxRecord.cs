using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Users;

namespace OrleansRegistration.Outbox;

/// <summary>A user's place: what its attempt's commit will have to be followed by.</summary>
/// <param name="Code">Settle the use of this code; <c>null</c> without an inviter.</param>
/// <param name="Next">What else; <c>null</c> for nothing.</param>
internal sealed record PendingMessage(
    UserId User,
    RedemptionKind Kind,
    InvitationCode? Code,
    DateTimeOffset LeaseEnd,
    OutboxEffect? Next = null
);

/// <summary>The record of a shard: places by attempt.</summary>
internal sealed record OutboxRecord
{
    [JsonPropertyName("places")]
    public ImmutableDictionary<Guid, PendingMessage> Messages
    {
        get;
        init => field = value ?? field;
    } = ImmutableDictionary<Guid, PendingMessage>.Empty;
}
