using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Json;

/// <summary>
/// A list of texts of a request as the client sent it, even if it has the wrong type (compare <see cref="TextField"/>).
/// The default value is an absent field.
/// </summary>
[JsonConverter(typeof(TextListFieldConverter))]
internal readonly record struct TextListField(ImmutableArray<string>? Texts)
{
    /// <summary>Whether the field holds anything but a list of texts or <c>null</c>.</summary>
    public bool IsMistyped { get; init; }
}

/// <summary>Reads any JSON value without failing.</summary>
internal sealed class TextListFieldConverter : JsonConverter<TextListField>
{
    private static readonly TextFieldConverter Item = new();

    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override TextListField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            var isNull = reader.TokenType == JsonTokenType.Null;
            reader.Skip();
            return new() { IsMistyped = !isNull };
        }

        var (texts, isMistyped) = (ImmutableArray.CreateBuilder<string>(), false);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Item.Read(ref reader, typeof(TextField), options).Text is { } text)
            {
                texts.Add(text);
            }
            else
            {
                isMistyped = true;
            }
        }

        return isMistyped ? new() { IsMistyped = true } : new(texts.ToImmutable());
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TextListField value, JsonSerializerOptions options)
    {
        if (value.Texts is not { } texts)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteStartArray();
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
