using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Leases;

/// <summary>Setting <c>Registration:LeaseSeconds</c>.</summary>
public sealed class LeaseOptions
{
    /// <summary>The longest lease, in seconds.</summary>
    public const int MaxSeconds = 3600;

    /// <summary>
    /// How long a claim is respected before its owner is asked, in seconds, default 60. It bounds waiting only: safety never rests on it.
    /// Longer than the longest wait for a password hash.
    /// </summary>
    [Range(1, MaxSeconds, ErrorMessage = "Registration:LeaseSeconds must be from 1 to 3600.")]
    public int LeaseSeconds { get; set; } = 60;
}
