using System.Text.Json.Serialization;
using OrleansRegistration.Json;

namespace OrleansRegistration.Users;

/// <summary>A sign-up as the client sends it.</summary>
internal sealed record RegisterRequest
{
    public TextField Username { get; init; }

    public TextField Nickname { get; init; }

    public TextField Email { get; init; }

    public TextField Password1 { get; init; }

    public TextField Password2 { get; init; }

    public TextField InvitationCode { get; init; }

    public TextField Recaptcha { get; init; }

    public FlagField UseCookies { get; init; }
}

/// <summary>A new account.</summary>
internal sealed record RegisterResponse(
    string Id,
    string Username,
    string Nickname,
    string Email,
    string InvitationCode,
    bool IsActive,
    string Token,
    int ExpiresIn,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RefreshToken);

/// <summary>A log-in as the client sends it.</summary>
internal sealed record SignInRequest
{
    public TextField Username { get; init; }

    public TextField Password { get; init; }

    public TextField Recaptcha { get; init; }

    public FlagField UseCookies { get; init; }
}

/// <summary>A log-in that succeeded.</summary>
internal sealed record SignInResponse(
    string Token,
    string Nickname,
    int ExpiresIn,
    bool IsActive,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? RefreshToken);

/// <summary>The next level and what is missing to it; money with two decimals.</summary>
internal sealed record NextLevelResponse(int Level, string Name, string Threshold, string Remaining);

/// <summary>One's own account.</summary>
/// <param name="MailState">How far the activation mail is: <c>pending</c>, <c>sent</c> or <c>failed</c>; <c>null</c> when none is needed.</param>
/// <param name="MailFailure">Why its last try failed, also while it waits for the next: the snake-cased member of <see cref="Mail.MailFailure"/>.</param>
/// <param name="MailSince">Since when it is so.</param>
internal sealed record MeResponse(
    string Id,
    string Username,
    string Nickname,
    string Email,
    bool IsActive,
    DateTime DateJoined,
    int UserLevel,
    string UserLevelName,
    string UserConsumption,
    string InvitationCode,
    string InvitationLink,
    long InvitationUserCount,
    long ActivatedInvitationCount,
    NextLevelResponse? NextLevel,
    string? MailState,
    string? MailFailure,
    DateTime? MailSince);
