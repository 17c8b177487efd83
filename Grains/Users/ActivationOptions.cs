using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Users;

/// <summary>Settings <c>Registration:*</c> that the grains need.</summary>
public sealed class ActivationOptions
{
    /// <summary>
    /// <c>Registration:RequireActivation</c>: an account is not active before its owner has used the token of the
    /// activation mail. Default
    /// <c>true</c>; <c>false</c> makes accounts that are active at once, and sends no activation mail. Decided at the
    /// sign-up: later changes of the setting change no account.
    /// </summary>
    public bool RequireActivation { get; set; } = true;

    /// <summary>
    /// <c>Registration:ActivationDays</c>: after how many days an account that was never activated lapses: it can no
    /// longer log in or be activated, and whoever wants its names may have them. 0 for never. Default 7.
    /// </summary>
    [Range(0, 3650, ErrorMessage = "Registration:ActivationDays must be from 0 to 3650.")]
    public int ActivationDays { get; set; } = 7;
}
