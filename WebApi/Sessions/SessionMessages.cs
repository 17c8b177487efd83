using System.ComponentModel;
using OrleansRegistration.Json;
using OrleansRegistration.OpenApi;

namespace OrleansRegistration.Sessions;

/// <summary>A refresh or log-out of a client without cookies.</summary>
internal sealed record RefreshRequest
{
    /// <summary>Name of the field.</summary>
    public const string Field = "refresh_token";

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
);
