using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Json;

/// <summary>
/// A whole number of a request as the client sent it, even if it has the wrong type (compare <see cref="TextField"/>).
/// The default value is an absent field.
/// </summary>
[JsonConverter(typeof(NumberFieldConverter))]
internal readonly record struct NumberField(long? Value)
{
    /// <summary>Whether the field holds anything but a whole number or <c>null</c>.</summary>
    public bool IsMistyped { get; init; }

    /// <summary>Whether the field is in the request, if only as <c>null</c>.</summary>
    public bool IsSent { get; init; }
}

/// <summary>Reads any JSON value without failing.</summary>
internal sealed class NumberFieldConverter : JsonConverter<NumberField>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override NumberField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return new(null) { IsSent = true };
            case JsonTokenType.Number when reader.TryGetInt64(out var number):
                return new(number) { IsSent = true };
            default:
                reader.Skip();
                return new(null) { IsMistyped = true, IsSent = true };
        }
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
