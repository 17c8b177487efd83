namespace OrleansRegistration.Sessions;

/// <summary>What is kept of the <c>User-Agent</c> of a client.</summary>
internal static class UserAgents
{
    private const int MaxLength = 120;

    /// <summary>The first characters of it; <c>null</c> for a blank one.</summary>
    public static string? Shorten(string? userAgent) =>
        string.IsNullOrWhiteSpace(userAgent) ? null
        : userAgent.Length <= MaxLength ? userAgent
        : userAgent[..MaxLength];
}
