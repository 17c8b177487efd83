using System.ComponentModel;
using System.Text.Json.Serialization;
using OrleansRegistration.Json;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

/// <summary>A refresh or a log-out; the body of clients without cookies.</summary>
internal sealed record RefreshRequest
{
    [Description("The refresh token. Without it the cookie is used.")]
    public TextField RefreshToken { get; init; }
}

/// <summary>A signed-in device.</summary>
internal sealed record SessionResponse(
    [property: Format("uuid"), Description("The session's id.")] string Id,
    [property: Description("When the device signed in.")] DateTime CreatedAt,
    [property: Description("When the device last refreshed its tokens.")] DateTime LastUsedAt,
    [property: Description("When the session ends if it is not refreshed.")] DateTime ExpiresAt,
    [property: Description("The device's `User-Agent`, or `null` if it sent none.")] string? UserAgent,
    [property: Description("Whether this is the session of the request.")] bool Current
);

/// <summary>All signed-in devices.</summary>
internal sealed record SessionsResponse(
    [property: Description("The most recently used comes first.")] IReadOnlyList<SessionResponse> Sessions
)
{
    /// <summary>Describes sessions.</summary>
    /// <param name="current">The session of the request; <c>null</c> when it is another person's.</param>
    public static SessionsResponse Of(SessionList list, Guid? current = null) =>
        new([
            .. list.Sessions.Select(session => new SessionResponse(
                session.Id.ToString("D"),
                session.CreatedAt.UtcDateTime,
                session.LastUsedAt.UtcDateTime,
                session.ExpiresAt.UtcDateTime,
                session.UserAgent,
                session.Id == current
            )),
        ]);
}

/// <summary>The tokens and the account of a client that logged in or refreshed its tokens.</summary>
internal sealed record SignInResponse(
    [property: Description("The access token.")] string Token,
    [property: Description("The account's nickname.")] string Nickname,
    [property: Description("How long the access token is valid, in seconds.")] int ExpiresIn,
    [property: Description("Whether the account is activated. If not, the access token opens few routes.")]
        bool IsActive,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The refresh token, if the client uses no cookies.")
    ]
        string? RefreshToken
)
{
    /// <summary>The answer to a client that got <paramref name="tokens"/>.</summary>
    public static SignInResponse Of(Account account, IssuedTokens tokens) =>
        new(tokens.Access, account.Nickname, tokens.ExpiresIn, account.IsActive, tokens.Refresh);
}
