using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansRegistration.ApiKeys;
using OrleansRegistration.Audit;
using OrleansRegistration.Captcha;
using OrleansRegistration.Health;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Jobs;
using OrleansRegistration.Keys;
using OrleansRegistration.Mail;
using OrleansRegistration.Operators;
using OrleansRegistration.Outbox;
using OrleansRegistration.Purchases;
using OrleansRegistration.Reservations;
using OrleansRegistration.Sessions;
using OrleansRegistration.Tree;
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
[JsonSerializable(typeof(TreeRecord))]
[JsonSerializable(typeof(PurchaseRecord))]
[JsonSerializable(typeof(ApiKeysRecord))]
[JsonSerializable(typeof(Act))]
[JsonSerializable(typeof(Quarantine))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, string>))]
[JsonSerializable(typeof(JobRecord))]
[JsonSerializable(typeof(JobsRecord))]
[JsonSerializable(typeof(ReceiptRecord))]
[JsonSerializable(typeof(WebhooksRecord))]
internal sealed partial class StateJson : JsonSerializerContext;
