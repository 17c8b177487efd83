using OrleansRegistration.Hosting;

namespace OrleansRegistration.Leases;

/// <summary>Setting <c>Registration:LeaseSeconds</c>.</summary>
public sealed class LeaseOptions
{
    /// <summary>The longest lease, in seconds.</summary>
    public const int MaxSeconds = 3600;

    /// <summary>
    /// How long a claim is respected before its owner is asked, in seconds. Default 60. It only bounds waiting: safety
    /// never rests on a lease. It must be longer than the longest wait for a password hash.
    /// </summary>
    [SettingRange("Registration:LeaseSeconds", 1, MaxSeconds)]
    public int LeaseSeconds { get; set; } = 60;
}
