using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>Finds the shard that queues the mails of a user.</summary>
public static class MailShards
{
    /// <summary>
    /// The number of shards. It must not change: nothing would wake the removed shards, and a mail would be looked for
    /// in another shard.
    /// </summary>
    public const int Count = 32;

    /// <summary>
    /// The shard of <paramref name="user"/>, by the last byte of the id, which is random in every kind of id.
    /// </summary>
    public static int NumberOf(UserId user) => user.ShardOf(Count);
}
