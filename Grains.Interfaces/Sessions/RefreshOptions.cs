using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Sessions;

/// <summary>Settings <c>Tokens:*</c> about refresh tokens.</summary>
public sealed class RefreshOptions
{
    /// <summary>Signed-in devices of one account at most; the one used longest ago is signed out for a new one.</summary>
    public const int MaxFamilies = 20;

    /// <summary><c>Tokens:RefreshDays</c>: how long a refresh token is good after its issue, in days. Default 30.</summary>
    [Range(1, 3650, ErrorMessage = "Tokens:RefreshDays must be from 1 to 3650.")]
    public int RefreshDays { get; set; } = 30;

    /// <summary>
    /// <c>Tokens:RefreshGraceSeconds</c>: how long after its replacement a token still gets the current one (a lost
    /// reply, many tabs), instead of ending the session. Default 30.
    /// </summary>
    [Range(0, 600, ErrorMessage = "Tokens:RefreshGraceSeconds must be from 0 to 600.")]
    public int RefreshGraceSeconds { get; set; } = 30;

    /// <summary>The same as <see cref="RefreshDays"/>.</summary>
    public TimeSpan Life => TimeSpan.FromDays(RefreshDays);

    /// <summary>The same as <see cref="RefreshGraceSeconds"/>.</summary>
    public TimeSpan Grace => TimeSpan.FromSeconds(RefreshGraceSeconds);
}
