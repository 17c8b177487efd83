using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRegistration.Users;

namespace OrleansRegistration.Storage;

/// <summary>Stores a user id as its UUID.</summary>
internal sealed class UserIdConverter : JsonConverter<UserId>
{
    public override UserId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetGuid());

    public override void Write(Utf8JsonWriter writer, UserId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
