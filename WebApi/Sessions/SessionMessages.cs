using OrleansRegistration.Json;

namespace OrleansRegistration.Sessions;

/// <summary>A refresh or log-out of a client without cookies.</summary>
internal sealed record RefreshRequest
{
    /// <summary>Name of the field.</summary>
    public const string Field = "refresh_token";

    public TextField RefreshToken { get; init; }
}

/// <summary>A signed-in device.</summary>
internal sealed record SessionResponse(string Id, DateTime CreatedAt, DateTime LastUsedAt, DateTime ExpiresAt, string? UserAgent, bool Current);

/// <summary>All signed-in devices.</summary>
internal sealed record SessionsResponse(IReadOnlyList<SessionResponse> Sessions);
