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
