using Orleans.Concurrency;
using OrleansRegistration.Audit;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

/// <summary>
/// The sessions of one user; key <c>session/&lt;user id&gt;</c>. A session is a family of refresh tokens, each the
/// successor of the one before it (RFC 9700, 4.14.2). The session that a sign-up opens has no row until it is used or
/// ended (docs/adr/0011-sessions-and-keys.md). Calls interleave and share writes (docs/protocol.md#group-commit). They
/// throw <see cref="Storage.StorageUnavailableException"/> when storage does not answer.
/// </summary>
/// <remarks>
/// This grain calls only <see cref="IUserGrain.FindAsync"/>, which interleaves. So a user's grain may call it during
/// its own calls.
/// </remarks>
[Alias("ISessionGrain"), GrainInterfaceType(GrainTypes.Session)]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Opens a session. Past <see cref="RefreshOptions.MaxFamilies"/> the session used longest ago ends.
    /// </summary>
    /// <param name="hash">The hash of the first token.</param>
    /// <param name="userAgent">The <c>User-Agent</c> of the client; <c>null</c> for none.</param>
    /// <param name="generation">
    /// <see cref="Account.PasswordGeneration"/> as of when the credentials were checked.
    /// </param>
    [Alias("open"), AlwaysInterleave]
    Task<Session> OpenAsync(string hash, string? userAgent, int generation = 0);

    /// <summary>
    /// Replaces the current token by its successor. A token replaced within
    /// <see cref="RefreshOptions.RefreshGraceSeconds"/> leads to the current token again, through any number of
    /// replacements. Any other token ends the session.
    /// </summary>
    /// <param name="proof">The token presented.</param>
    /// <param name="successor">
    /// The hash of the successor. It is derived from the token presented, so one token always has the same successor.
    /// </param>
    /// <param name="userAgent">The <c>User-Agent</c> of the client; <c>null</c> for none.</param>
    [Alias("refresh"), AlwaysInterleave]
    Task<RefreshResult> RefreshAsync(RefreshProof proof, string successor, string? userAgent);

    /// <summary>
    /// Ends the session of a token, if that is its current token or a kept replaced one.
    /// </summary>
    [Alias("end-by-token"), AlwaysInterleave]
    Task EndAsync(RefreshProof proof);

    /// <summary>Ends a session.</summary>
    /// <returns><c>false</c> when there is no such session.</returns>
    [Alias("end"), AlwaysInterleave]
    Task<bool> EndAsync(Guid session);

    /// <summary>Ends a session for an operator. The write that ends it holds the act.</summary>
    /// <returns><c>false</c> when there is no such session.</returns>
    [Alias("end-by-operator"), AlwaysInterleave]
    Task<bool> EndAsync(Guid session, ActRequest request);

    /// <summary>
    /// Counts a wrong password sent in a session. The session ends after <paramref name="endAfter"/> wrong passwords in
    /// a row. A change of the password resets the count.
    /// </summary>
    [Alias("count-wrong-password"), AlwaysInterleave]
    Task CountWrongPasswordAsync(Guid session, int endAfter);

    /// <summary>Ends all sessions except <paramref name="except"/>.</summary>
    /// <param name="generation">
    /// The new generation after a change of the password or an activation. <paramref name="except"/> moves to it, and
    /// sessions that were opened in it stay.
    /// </param>
    [Alias("end-all"), AlwaysInterleave]
    Task EndAllAsync(Guid? except = null, int? generation = null);

    /// <summary>Ends all sessions of an ended account. Sessions that are opened later are not stored.</summary>
    [Alias("close"), AlwaysInterleave]
    Task CloseAsync();

    /// <summary>Lists the sessions; <c>null</c> without an account.</summary>
    [Alias("list"), AlwaysInterleave]
    Task<SessionList?> ListAsync();
}
