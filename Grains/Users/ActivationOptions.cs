using OrleansRegistration.Hosting;

namespace OrleansRegistration.Users;

/// <summary>Setting <c>Registration:ActivationDays</c>.</summary>
public sealed class ActivationOptions
{
    /// <summary>
    /// <c>Registration:ActivationDays</c>: after how many days an account that was never activated lapses: it can no longer log in or be
    /// activated, and whoever wants its names may have them. 0 for never. Default 7.
    /// </summary>
    [SettingRange("Registration:ActivationDays", 0, 3650)]
    public int ActivationDays { get; set; } = 7;
}
