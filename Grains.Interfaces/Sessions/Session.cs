using System.Collections.Immutable;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

/// <summary>A refresh token as the grain sees it: hashes, never the token.</summary>
/// <param name="Family">The session it belongs to. The user's own id names the session that the sign-up began.</param>
/// <param name="Hash">SHA-256 of its secret, in base64url.</param>
/// <param name="FirstHash">
/// For the sign-up's session: the hash of the token that the sign-up gave, which is derived and stored nowhere; otherwise <c>null</c>.
/// </param>
[GenerateSerializer, Immutable, Alias("refresh-proof")]
public sealed record RefreshProof(
    [property: Id(0)] Guid Family,
    [property: Id(1)] string Hash,
    [property: Id(2)] string? FirstHash
)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(RefreshProof);
}

/// <summary>How a refresh ended.</summary>
public enum RefreshOutcome
{
    /// <summary>The session goes on with the successor.</summary>
    Refreshed,

    /// <summary>There is no such session (any more), or no such account.</summary>
    Ended,

    /// <summary>
    /// The token was replaced too long ago, or is made up: somebody else may have it, so the session was ended.
    /// </summary>
    Reused,
}

/// <summary>The answer to a refresh.</summary>
/// <param name="Account">Set for <see cref="RefreshOutcome.Refreshed"/> only.</param>
/// <param name="ExpiresAt">When the current token expires, for <see cref="RefreshOutcome.Refreshed"/>.</param>
/// <param name="Steps">
/// How often the successor is to be derived, from the token presented, to get the current token; 0 for the token
/// itself.
/// </param>
[GenerateSerializer, Immutable, Alias("refresh-result")]
public sealed record RefreshResult(
    [property: Id(0)] RefreshOutcome Outcome,
    [property: Id(1)] Account? Account,
    [property: Id(2)] DateTimeOffset ExpiresAt,
    [property: Id(3)] int Steps = 1
);

/// <summary>A signed-in device, as its owner sees it.</summary>
/// <param name="UserAgent">Shortened; <c>null</c> when none was sent.</param>
[GenerateSerializer, Immutable, Alias("session")]
public sealed record Session(
    [property: Id(0)] Guid Id,
    [property: Id(1)] DateTimeOffset CreatedAt,
    [property: Id(2)] DateTimeOffset LastUsedAt,
    [property: Id(3)] DateTimeOffset ExpiresAt,
    [property: Id(4)] string? UserAgent
);

/// <summary>All sessions of a user, the last used first.</summary>
[GenerateSerializer, Immutable, Alias("sessions")]
public sealed record SessionList([property: Id(0)] ImmutableArray<Session> Sessions);
