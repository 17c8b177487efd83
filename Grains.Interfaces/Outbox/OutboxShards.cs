using System.Globalization;
using OrleansRegistration.Users;

namespace OrleansRegistration.Outbox;

/// <summary>Which shard of the outbox serves a user.</summary>
public static class OutboxShards
{
    /// <summary>How many there are. Fixed: a smaller number would leave entries behind in shards that nobody works off.</summary>
    public const int Count = 8;

    /// <summary>The number of the shard of <paramref name="user"/>, by the last bytes of the id, which are random in every kind of id.</summary>
    public static int NumberOf(UserId user)
    {
        Span<byte> bytes = stackalloc byte[16];
        user.Value.TryWriteBytes(bytes);
        return bytes[15] % Count;
    }

    /// <summary>The grain key of shard number <paramref name="shard"/>.</summary>
    public static string GrainKey(int shard) => string.Create(CultureInfo.InvariantCulture, $"outbox/{shard}");
}
