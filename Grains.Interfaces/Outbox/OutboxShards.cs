using OrleansRegistration.Users;

namespace OrleansRegistration.Outbox;

/// <summary>Divides the outbox among shards.</summary>
public static class OutboxShards
{
    /// <summary>
    /// The number of shards. It must never become smaller: nothing would dispatch the messages of the shards beyond it.
    /// </summary>
    public const int Count = 8;

    /// <summary>The number of the shard, from 0, that serves <paramref name="user"/>.</summary>
    public static int NumberOf(UserId user) => user.ShardOf(Count);
}
