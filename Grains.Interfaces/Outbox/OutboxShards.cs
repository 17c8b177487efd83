using OrleansRegistration.Users;

namespace OrleansRegistration.Outbox;

/// <summary>Finds the shard of the outbox that serves a user.</summary>
public static class OutboxShards
{
    /// <summary>
    /// The number of shards. It must not shrink: nothing would dispatch the messages of the removed shards.
    /// </summary>
    public const int Count = 8;

    /// <summary>
    /// The shard of <paramref name="user"/>, by the last byte of the id, which is random in every kind of id.
    /// </summary>
    public static int NumberOf(UserId user) => user.ShardOf(Count);
}
