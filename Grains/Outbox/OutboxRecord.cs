using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Outbox;

/// <summary>The record of a shard: messages by attempt.</summary>
internal sealed record OutboxRecord
{
    [JsonPropertyName("places")]
    public ImmutableDictionary<Guid, PendingMessage> Messages
    {
        get;
        init => field = value ?? field;
    } = ImmutableDictionary<Guid, PendingMessage>.Empty;
}
