using System.Text.Json.Serialization;
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
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.Storage;

/// <summary>
/// The stored form of records: JSON that an operator can read in psql. Names are in snake_case, enums are stored by
/// name, members that are <c>null</c> are left out.
/// </summary>
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
[JsonSerializable(typeof(WebhooksRecord))]
internal sealed partial class StateJson : JsonSerializerContext;
