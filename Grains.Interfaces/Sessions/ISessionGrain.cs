using Orleans.Concurrency;
using OrleansRegistration.Users;

namespace OrleansRegistration.Sessions;

/// <summary>
/// The sessions of one user; key <c>session/&lt;user id&gt;</c>. A session is a family of refresh tokens, each the successor of the one before
/// (RFC 9700, 4.14.2). The session that a sign-up begins is there without a row, until it is used or ended (docs/adr/0011). Calls interleave
/// and share writes (group commit); they throw <see cref="Storage.StorageUnavailableException"/> when storage cannot answer.
/// </summary>
/// <remarks>Asks <see cref="IUserGrain.FindAsync"/>, which interleaves, and nothing else; so a user may call it while it works.</remarks>
[Alias("ISessionGrain"), GrainInterfaceType(GrainTypes.Session)]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Begins a session whose first token has the hash <paramref name="hash"/>. Past <see cref="RefreshOptions.MaxFamilies"/> the one used longest ago ends.</summary>
    /// <param name="generation"><see cref="Account.PasswordGeneration"/> of the account as it was when it was shown who begins the session.</param>
    [Alias("open"), AlwaysInterleave]
    Task<Session> OpenAsync(string hash, string? userAgent, int generation = 0);

    /// <summary>
    /// Replaces the current token by its successor. A token that was replaced within
    /// <see cref="RefreshOptions.RefreshGraceSeconds"/> gets the current token again, however many replacements lie
    /// between them; any other token ends the session.
    /// </summary>
    /// <param name="successor">The hash of the successor, which is derived from the token presented: the same token has the same successor.</param>
    [Alias("refresh"), AlwaysInterleave]
    Task<RefreshResult> RefreshAsync(RefreshProof proof, string successor, string? userAgent);

    /// <summary>
    /// Ends the session of the token, if that is its current one or one that the current one replaced of late.
    /// </summary>
    [Alias("end-by-token"), AlwaysInterleave]
    Task EndAsync(RefreshProof proof);

    /// <summary>Ends a session.</summary>
    /// <returns><c>false</c> when there is none.</returns>
    [Alias("end"), AlwaysInterleave]
    Task<bool> EndAsync(Guid session);

    /// <summary>
    /// Counts a wrong password that was sent in a session. The one that makes <paramref name="endAfter"/> in a row ends
    /// the session; a change of the password begins the count anew.
    /// </summary>
    [Alias("count-wrong-password"), AlwaysInterleave]
    Task CountWrongPasswordAsync(Guid session, int endAfter);

    /// <summary>Ends all sessions, but <paramref name="except"/> when given.</summary>
    /// <param name="generation">
    /// After a change of the password, or an activation, the new generation: <paramref name="except"/> goes on in it,
    /// and what began in it does.
    /// </param>
    [Alias("end-all"), AlwaysInterleave]
    Task EndAllAsync(Guid? except = null, int? generation = null);

    /// <summary>The account has ended: ends all sessions, and keeps none that is opened later.</summary>
    [Alias("close"), AlwaysInterleave]
    Task CloseAsync();

    /// <summary>The sessions; <c>null</c> when there is no account (any more).</summary>
    [Alias("list"), AlwaysInterleave]
    Task<SessionList?> ListAsync();
}
