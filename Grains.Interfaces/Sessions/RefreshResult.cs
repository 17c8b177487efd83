using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

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
