using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRegistration.ReadModel;

/// <summary>
/// Writes times as the tables of the read model have them: UTC, whole milliseconds. SQLite keeps this text;
/// PostgreSQL reads it.
/// </summary>
internal sealed class RowTimeConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd HH:mm:ss.fff";

    /// <summary>The text of a time.</summary>
    public static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>The time as the tables have it.</summary>
    public static DateTimeOffset Round(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);

    /// <inheritdoc cref="Round(DateTimeOffset)"/>
    public static DateTimeOffset? Round(DateTimeOffset? time) => time is { } known ? Round(known) : null;

    /// <summary>The time of a text.</summary>
    public static DateTimeOffset Parse(string text) =>
        new(DateTime.ParseExact(text, Format, CultureInfo.InvariantCulture), TimeSpan.Zero);

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Parse(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(TextOf(value));
}
