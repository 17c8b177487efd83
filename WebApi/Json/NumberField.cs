using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Json;

/// <summary>
/// A whole number of a request as the client sent it, even if it has the wrong type (compare <see cref="TextField"/>).
/// The default value is an absent field.
/// </summary>
[JsonConverter(typeof(NumberFieldConverter))]
internal readonly record struct NumberField
{
    /// <summary>The number, or <c>null</c> if the field is absent, <c>null</c> or not a whole number.</summary>
    public long? Value { get; init; }

    /// <summary>Whether the field is there, also as <c>null</c>.</summary>
    public bool IsPresent { get; init; }

    /// <summary>Whether the field holds anything but a whole number of 64 bits or <c>null</c>.</summary>
    public bool IsMistyped { get; init; }
}

/// <summary>Reads any JSON value without failing.</summary>
internal sealed class NumberFieldConverter : JsonConverter<NumberField>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override NumberField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.Null)
        {
            return new() { IsPresent = true };
        }

        if (reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out var number))
        {
            return new() { IsPresent = true, Value = number };
        }

        reader.Skip();
        return new() { IsPresent = true, IsMistyped = true };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, NumberField value, JsonSerializerOptions options)
    {
        if (value.Value is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
