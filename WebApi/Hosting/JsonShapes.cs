using System.Text.Json.Serialization;
using OrleansRegistration.Captcha;
using OrleansRegistration.Errors;
using OrleansRegistration.Health;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Passwords;
using OrleansRegistration.People;
using OrleansRegistration.Sessions;
using OrleansRegistration.Statistics;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;

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
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(PeopleResponse))]
[JsonSerializable(typeof(InvitersResponse))]
[JsonSerializable(typeof(StatisticsResponse))]
internal sealed partial class JsonShapes : JsonSerializerContext;
