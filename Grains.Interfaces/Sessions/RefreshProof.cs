namespace OrleansRegistration.Sessions;

/// <summary>A refresh token as the grain sees it: hashes, never the token itself.</summary>
/// <param name="Family">
/// The session of the token. The user's own id stands for the session that the sign-up opened.
/// </param>
/// <param name="Hash">SHA-256 of the token's secret, in base64url.</param>
/// <param name="FirstHash">
/// For the sign-up's session: the hash of its first token, which is derived and stored nowhere. Otherwise <c>null</c>.
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
