using System.Buffers.Binary;
using System.Buffers.Text;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Lists;

namespace OrleansRegistration.Webhooks;

/// <summary>Which deliveries to list.</summary>
internal sealed record DeliveryQuery(DeliveryState? State, DeliveryPosition? After, int Limit)
{
    private const int IdBytes = 16;

    /// <summary>Parses the parameters. Adds every broken rule to <paramref name="errors"/>.</summary>
    public static DeliveryQuery Parse(string? state, string? cursor, string? limit, FieldErrors errors)
    {
        DeliveryState? only = state switch
        {
            null => null,
            WebhookNames.Waiting => DeliveryState.Waiting,
            WebhookNames.Done => DeliveryState.Done,
            WebhookNames.Failed => DeliveryState.Failed,
            _ => (DeliveryState)(-1),
        };
        if (only is < 0)
        {
            errors.Add(FieldNames.State, ErrorCodes.Invalid);
        }

        var after = cursor is null ? null : Read(cursor);
        if (cursor is not null && after is null)
        {
            errors.Add(FieldNames.Cursor, ErrorCodes.Invalid);
        }

        return new(only, after, PageLimit.Parse(limit, errors));
    }

    /// <summary>The cursor of a position.</summary>
    public static string Write(DeliveryPosition position)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long) + IdBytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, position.QueuedAt.UtcTicks);
        position.Event.TryWriteBytes(bytes[sizeof(long)..]);
        return Base64Url.EncodeToString(bytes);
    }

    private static DeliveryPosition? Read(string text)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long) + IdBytes];
        if (!ExactBase64Url.TryDecode(text, bytes))
        {
            return null;
        }

        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks
            ? null
            : new(new(ticks, TimeSpan.Zero), new(bytes[sizeof(long)..]));
    }
}
