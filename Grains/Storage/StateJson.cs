using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Storage;
using OrleansRegistration.Captcha;
using OrleansRegistration.Health;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Keys;
using OrleansRegistration.Mail;
using OrleansRegistration.Outbox;
using OrleansRegistration.Reservations;
using OrleansRegistration.Sessions;
using OrleansRegistration.Users;

namespace OrleansRegistration.Storage;

/// <summary>How records are stored: JSON that an operator can read in psql, names in snake_case, enums by name, absent members left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    Converters = [typeof(UserIdConverter), typeof(InvitationCodeConverter)]
)]
[JsonSerializable(typeof(UserRecord))]
[JsonSerializable(typeof(Reservation))]
[JsonSerializable(typeof(InvitationCodeRecord))]
[JsonSerializable(typeof(OutboxRecord))]
[JsonSerializable(typeof(CaptchaRecord))]
[JsonSerializable(typeof(SessionRecord))]
[JsonSerializable(typeof(KeyRingRecord))]
[JsonSerializable(typeof(MailRecord))]
[JsonSerializable(typeof(InviteesRecord))]
[JsonSerializable(typeof(ProbeRecord))]
internal sealed partial class StateJson : JsonSerializerContext;

internal sealed class UserIdConverter : JsonConverter<UserId>
{
    public override UserId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetGuid());

    public override void Write(Utf8JsonWriter writer, UserId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}

internal sealed class InvitationCodeConverter : JsonConverter<InvitationCode>
{
    public override InvitationCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        InvitationCode.Parse(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, InvitationCode value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}

/// <summary>Serializes the grains' records by their source-generated JSON contracts; any other type is refused.</summary>
internal sealed class StateJsonSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) =>
        new(JsonSerializer.SerializeToUtf8Bytes(input, typeof(T), StateJson.Default));

    public T Deserialize<T>(BinaryData input) =>
        (T)JsonSerializer.Deserialize(input.ToMemory().Span, typeof(T), StateJson.Default)!;
}
