using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>Which shard holds the mails of a user.</summary>
public static class MailShards
{
    /// <summary>
    /// How many there are. More than of the outbox, because mails wait here while a mail server is down, and each write carries the whole shard.
    /// Fixed: a smaller number would leave mails behind in shards that nobody wakes.
    /// </summary>
    public const int Count = 32;

    /// <summary>The number of the shard of <paramref name="user"/>, by the last byte of the id, which is random in every kind of id.</summary>
    public static int NumberOf(UserId user)
    {
        Span<byte> bytes = stackalloc byte[16];
        user.Value.TryWriteBytes(bytes);
        return bytes[15] % Count;
    }

    /// <summary>The grain key of shard number <paramref name="shard"/>.</summary>
    public static string GrainKey(int shard) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"mail/{shard}");
}
