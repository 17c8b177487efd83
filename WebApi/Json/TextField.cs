using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Json;

/// <summary>
/// A text of a request as it came, so that a field of a wrong type is one error among the others and not the end of reading.
/// The default value is an absent field.
/// </summary>
[JsonConverter(typeof(TextFieldConverter))]
internal readonly record struct TextField
{
    /// <summary>A field with a text in it.</summary>
    public TextField(string text) => Text = text;

    /// <summary>The text; <c>null</c> when the field is absent, <c>null</c> or no text.</summary>
    public string? Text { get; init; }

    /// <summary>The field holds something that is neither text nor <c>null</c>.</summary>
    public bool IsMistyped { get; private init; }

    /// <summary>A field that holds no text.</summary>
    public static TextField Mistyped => new() { IsMistyped = true };

    /// <inheritdoc/>
    /// <remarks>Without the text: it may be a password.</remarks>
    public override string ToString() => nameof(TextField);
}

/// <summary>Reads any JSON value.</summary>
internal sealed class TextFieldConverter : JsonConverter<TextField>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override TextField Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.String:
                try
                {
                    return new(reader.GetString()!);
                }
                catch (InvalidOperationException)
                {
                    // An escaped half of a surrogate pair, or bytes that are no UTF-8: not text.
                    return TextField.Mistyped;
                }

            default:
                reader.Skip();
                return TextField.Mistyped;
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TextField value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Text);
}
