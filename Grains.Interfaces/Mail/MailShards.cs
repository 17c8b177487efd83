using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>Divides the mail queue among shards.</summary>
public static class MailShards
{
    /// <summary>
    /// The number of shards. Mails wait here while a mail server is down, and each write carries the whole shard, so
    /// there are more shards than of the outbox. The number must never become smaller: nothing would send the mails of
    /// the shards beyond it.
    /// </summary>
    public const int Count = 32;

    /// <summary>The number of the shard, from 0, that queues the mails of <paramref name="user"/>.</summary>
    public static int NumberOf(UserId user) => user.ShardOf(Count);
}
