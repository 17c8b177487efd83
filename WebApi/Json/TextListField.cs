using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Json;

/// <summary>
/// A list of texts of a request as the client sent it, even if it has the wrong type (compare <see cref="TextField"/>).
/// The default value is an absent field.
/// </summary>
[JsonConverter(typeof(TextListFieldConverter))]
internal readonly record struct TextListField(ImmutableArray<TextField> Items)
{
    /// <summary>Whether the field holds anything but a list or <c>null</c>.</summary>
    public bool IsMistyped { get; init; }

    /// <summary>Whether the field is absent, <c>null</c> or an empty list.</summary>
    public bool IsEmpty => !IsMistyped && Items.IsDefaultOrEmpty;
}

/// <summary>Reads any JSON value without failing.</summary>
internal sealed class TextListFieldConverter : JsonConverter<TextListField>
{
    private static readonly TextFieldConverter Texts = new();

    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override TextListField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.StartArray:
                var items = ImmutableArray.CreateBuilder<TextField>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Texts.Read(ref reader, typeof(TextField), options));
                }

                return new(items.ToImmutable());
            default:
                reader.Skip();
                return new() { IsMistyped = true };
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TextListField value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Lists of texts are only read.");
}
