using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Users;

/// <summary>Settings <c>Registration:*</c> that the grains need.</summary>
public sealed class ActivationOptions
{
    /// <summary>
    /// <c>Registration:ActivationDays</c>: after how many days an account that was never activated lapses when somebody wants its names; 0 for
    /// never. Default 0 until activation mail is sent (the contract's 7 comes with it).
    /// </summary>
    [Range(0, 3650)]
    public int ActivationDays { get; set; }
}
