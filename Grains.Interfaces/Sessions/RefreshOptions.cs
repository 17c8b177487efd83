using OrleansRegistration.Hosting;

namespace OrleansRegistration.Sessions;

/// <summary>Settings <c>Tokens:*</c> of refresh tokens.</summary>
public sealed class RefreshOptions
{
    /// <summary>The most sessions of one account. A further one ends the session used longest ago.</summary>
    public const int MaxFamilies = 20;

    /// <summary>
    /// <c>Tokens:RefreshDays</c>: how long a refresh token is valid after its issue, in days. Default 30.
    /// </summary>
    [SettingRange("Tokens:RefreshDays", 1, 3650)]
    public int RefreshDays { get; set; } = 30;

    /// <summary>
    /// <c>Tokens:RefreshGraceSeconds</c>: how long a replaced token still leads to the current one instead of ending
    /// the session, in seconds. It covers lost replies and several tabs. Default 30.
    /// </summary>
    [SettingRange("Tokens:RefreshGraceSeconds", 0, 600)]
    public int RefreshGraceSeconds { get; set; } = 30;

    /// <summary><see cref="RefreshDays"/> as a time span.</summary>
    public TimeSpan Life => TimeSpan.FromDays(RefreshDays);

    /// <summary><see cref="RefreshGraceSeconds"/> as a time span.</summary>
    public TimeSpan Grace => TimeSpan.FromSeconds(RefreshGraceSeconds);
}
