using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

/// <summary>The outcome of a refresh.</summary>
public enum RefreshOutcome
{
    /// <summary>The session continues with the successor.</summary>
    Refreshed,

    /// <summary>The session or the account does not exist, or has ended.</summary>
    Ended,

    /// <summary>
    /// The token was replaced too long ago or is invented. Somebody else may have it, so the session was ended.
    /// </summary>
    Reused,
}

/// <summary>The answer to a refresh.</summary>
/// <param name="Account">Set for <see cref="RefreshOutcome.Refreshed"/> only.</param>
/// <param name="ExpiresAt">When the current token expires; set for <see cref="RefreshOutcome.Refreshed"/> only.</param>
/// <param name="Steps">
/// How many derivations lead from the token presented to the current token; 0 when it is the current token.
/// </param>
[GenerateSerializer, Immutable, Alias("refresh-result")]
public sealed record RefreshResult(
    [property: Id(0)] RefreshOutcome Outcome,
    [property: Id(1)] Account? Account,
    [property: Id(2)] DateTimeOffset ExpiresAt,
    [property: Id(3)] int Steps = 1
);
