using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Storage;

/// <summary>Stores a code as its normalised text.</summary>
internal sealed class InvitationCodeConverter : JsonConverter<InvitationCode>
{
    public override InvitationCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        InvitationCode.Parse(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, InvitationCode value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
