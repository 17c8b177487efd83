using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Json;

/// <summary>
/// A text of a request as the client sent it, even if it has the wrong type: such a field is one error among the others
/// and does not end the reading. The default value is an absent field.
/// </summary>
[JsonConverter(typeof(TextFieldConverter))]
internal readonly record struct TextField
{
    /// <summary>Creates a field that holds a text.</summary>
    public TextField(string text) => Text = text;

    /// <summary>The text, or <c>null</c> if the field is absent, <c>null</c> or not a text.</summary>
    public string? Text { get; init; }

    /// <summary>Whether the field holds anything but a text or <c>null</c>.</summary>
    public bool IsMistyped { get; private init; }

    /// <summary>Whether the field is in the request, if only as <c>null</c>.</summary>
    public bool IsSent { get; init; }

    /// <summary>A field that holds another type than text.</summary>
    public static TextField Mistyped => new() { IsMistyped = true, IsSent = true };

    /// <inheritdoc/>
    /// <remarks>Leaves the text out: it may be a password.</remarks>
    public override string ToString() => nameof(TextField);
}

/// <summary>Reads any JSON value without failing.</summary>
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
                return new() { IsSent = true };
            case JsonTokenType.String:
                try
                {
                    return new(reader.GetString()!) { IsSent = true };
                }
                catch (InvalidOperationException)
                {
                    // The value is not valid text: half of a surrogate pair, escaped, or bytes that are not UTF-8.
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
