using System.Text.Json.Serialization;
using OrleansRegistration.ApiKeys;
using OrleansRegistration.Audit;
using OrleansRegistration.Captcha;
using OrleansRegistration.Errors;
using OrleansRegistration.Health;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Jobs;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Operators;
using OrleansRegistration.Passwords;
using OrleansRegistration.People;
using OrleansRegistration.Purchases;
using OrleansRegistration.Sessions;
using OrleansRegistration.Statistics;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.Hosting;

/// <summary>All types that travel over HTTP as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RegisterRequest))]
[JsonSerializable(typeof(RegisterResponse))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(SignInResponse))]
[JsonSerializable(typeof(MeResponse))]
[JsonSerializable(typeof(AccountPatch))]
[JsonSerializable(typeof(NamesResponse))]
[JsonSerializable(typeof(AccountEndRequest))]
[JsonSerializable(typeof(NewCodeResponse))]
[JsonSerializable(typeof(InviteesResponse))]
[JsonSerializable(typeof(ActivateRequest))]
[JsonSerializable(typeof(ActivateResponse))]
[JsonSerializable(typeof(NotMeRequest))]
[JsonSerializable(typeof(MailRequest))]
[JsonSerializable(typeof(PasswordResetRequest))]
[JsonSerializable(typeof(AvailabilityResponse))]
[JsonSerializable(typeof(InvitationResponse))]
[JsonSerializable(typeof(CaptchaResponse))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(JsonWebKeysResponse))]
[JsonSerializable(typeof(OpenIdConfigurationResponse))]
[JsonSerializable(typeof(RefreshRequest))]
[JsonSerializable(typeof(SessionsResponse))]
[JsonSerializable(typeof(PasswordChangeRequest))]
[JsonSerializable(typeof(PurchaseBody))]
[JsonSerializable(typeof(PurchaseResponse))]
[JsonSerializable(typeof(RefundBody))]
[JsonSerializable(typeof(RefundResponse))]
[JsonSerializable(typeof(RefundedPurchaseResponse))]
[JsonSerializable(typeof(LevelBody))]
[JsonSerializable(typeof(LevelResponse))]
[JsonSerializable(typeof(CodeRequest))]
[JsonSerializable(typeof(CodePatch))]
[JsonSerializable(typeof(CodeResponse))]
[JsonSerializable(typeof(CodesResponse))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(JobResponse))]
[JsonSerializable(typeof(JobsResponse))]
[JsonSerializable(typeof(QuotaRequest))]
[JsonSerializable(typeof(QuotaResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(ApiKeysResponse))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(NewApiKeyResponse))]
[JsonSerializable(typeof(PersonAccountResponse))]
[JsonSerializable(typeof(ReasonRequest))]
[JsonSerializable(typeof(DrasticRequest))]
[JsonSerializable(typeof(RoleRequest))]
[JsonSerializable(typeof(AuditResponse))]
[JsonSerializable(typeof(WebhookRequest))]
[JsonSerializable(typeof(WebhookPatch))]
[JsonSerializable(typeof(WebhookReplayRequest))]
[JsonSerializable(typeof(WebhookResponse))]
[JsonSerializable(typeof(WebhooksResponse))]
[JsonSerializable(typeof(NewWebhookResponse))]
[JsonSerializable(typeof(NewWebhookSecretResponse))]
[JsonSerializable(typeof(WebhookSecretsResponse))]
[JsonSerializable(typeof(DeliveriesResponse))]
[JsonSerializable(typeof(WebhookTestResponse))]
[JsonSerializable(typeof(WebhookReplayResponse))]
[JsonSerializable(typeof(PeopleResponse))]
[JsonSerializable(typeof(InvitersResponse))]
[JsonSerializable(typeof(MoveBody))]
[JsonSerializable(typeof(StatisticsResponse))]
internal sealed partial class JsonShapes : JsonSerializerContext;
