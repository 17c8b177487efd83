using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Json;

/// <summary>
/// A flag of a request as the client sent it, even if it has the wrong type (compare <see cref="TextField"/>). The
/// default value is an absent field.
/// </summary>
[JsonConverter(typeof(FlagFieldConverter))]
internal readonly record struct FlagField(bool? Value)
{
    /// <summary>Whether the field holds anything but <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public bool IsMistyped { get; init; }

    /// <summary>The flag, or <paramref name="byDefault"/> if the field is absent.</summary>
    public bool Or(bool byDefault) => Value ?? byDefault;
}

/// <summary>Reads any JSON value without failing.</summary>
internal sealed class FlagFieldConverter : JsonConverter<FlagField>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override FlagField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.True or JsonTokenType.False:
                return new(reader.GetBoolean());
            default:
                reader.Skip();
                return new() { IsMistyped = true };
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FlagField value, JsonSerializerOptions options)
    {
        if (value.Value is { } flag)
        {
            writer.WriteBooleanValue(flag);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
