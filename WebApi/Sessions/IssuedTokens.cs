namespace OrleansRegistration.Sessions;

/// <summary>The tokens that a client gets after it has proved whose account it uses.</summary>
/// <param name="Access">The access token.</param>
/// <param name="ExpiresIn">How long the access token is valid, in seconds.</param>
/// <param name="Refresh">The refresh token, or <c>null</c> if the cookie holds it.</param>
internal sealed record IssuedTokens(string Access, int ExpiresIn, string? Refresh)
{
    /// <inheritdoc/>
    /// <remarks>Leaves the tokens out.</remarks>
    public override string ToString() => nameof(IssuedTokens);
}
