using System.Buffers.Binary;

namespace OrleansRegistration.Users;

/// <summary>
/// An account's id: a UUID. It is random, or derived from an <c>Idempotency-Key</c> by a keyed hash. Written as 36
/// characters with hyphens.
/// </summary>
[GenerateSerializer, Immutable, Alias("user-id")]
public readonly record struct UserId([property: Id(0)] Guid Value)
{
    /// <summary>A new random id. UUID version 7, so that rows of the same time lie together (RFC 9562, 5.7).</summary>
    public static UserId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>The id after this one: as random as this one, if nobody has this one.</summary>
    public UserId Next()
    {
        Span<byte> bytes = stackalloc byte[16];
        Value.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) + 1);
        return new(new Guid(bytes));
    }

    /// <summary>The key of the user's grain.</summary>
    public string GrainKey => GrainKeys.ForUser(this);

    /// <summary>The number of the shard, of <paramref name="count"/> shards, that serves the user.</summary>
    /// <remarks>By the last byte of the id, which is random in every kind of id.</remarks>
    public int ShardOf(int count)
    {
        Span<byte> bytes = stackalloc byte[16];
        Value.TryWriteBytes(bytes);
        return bytes[15] % count;
    }

    /// <summary>Reads the 36-character form.</summary>
    public static bool TryParse(string? text, out UserId id)
    {
        var parsed = Guid.TryParseExact(text, "D", out var value);
        id = new(value);
        return parsed;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");
}
