namespace OrleansRegistration.Sessions;

/// <summary>Shortens the <c>User-Agent</c> of a client before it is stored.</summary>
internal static class UserAgents
{
    private const int MaxLength = 120;

    /// <summary>The first 120 characters; <c>null</c> for a blank text.</summary>
    public static string? Shorten(string? userAgent) =>
        string.IsNullOrWhiteSpace(userAgent) ? null
        : userAgent.Length <= MaxLength ? userAgent
        : userAgent[..MaxLength];
}
