using OrleansRegistration.Hosting;

namespace OrleansRegistration.Webhooks;

/// <summary>Settings <c>Webhooks:*</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>
    /// <c>Webhooks:AllowPrivateNetworks</c>: whether webhooks may call addresses that are not public, and loopback
    /// addresses without TLS. Default: false.
    /// </summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary><c>Webhooks:TimeoutSeconds</c>: how long a try may take. Default 20.</summary>
    [SettingRange("Webhooks:TimeoutSeconds", 1, 30)]
    public int TimeoutSeconds { get; set; } = 20;

    /// <summary>
    /// <c>Webhooks:KeepDays</c>: how long a delivery is kept. At least 7, because tries go on for more than three days.
    /// Default 30.
    /// </summary>
    [SettingRange("Webhooks:KeepDays", 7, 365)]
    public int KeepDays { get; set; } = 30;
}
