using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Users;

/// <summary>Settings <c>Registration:*</c>.</summary>
public sealed class RegistrationOptions
{
    /// <summary><c>Registration:RequireInvitation</c>: nobody signs up without a code. Default <c>false</c>.</summary>
    public bool RequireInvitation { get; set; }

    /// <summary>
    /// <c>Registration:RequireActivation</c>: the token of an account that is not activated opens its own description, activation and log-out
    /// only. Default <c>true</c>.
    /// </summary>
    public bool RequireActivation { get; set; } = true;

    /// <summary><c>Registration:MaxInFlight</c>: sign-ups in flight in this process at most; more are refused at once. Default 512.</summary>
    [Range(1, 100_000, ErrorMessage = "Registration:MaxInFlight must be from 1 to 100000.")]
    public int MaxInFlight { get; set; } = 512;

    /// <summary>
    /// <c>Registration:PatienceSeconds</c>: how long a client is willing to wait for its account. Sign-ups that would take longer, by how long the last
    /// ones took, are refused at once. Far below a lease. Default 2.
    /// </summary>
    [Range(0.1, 30, ErrorMessage = "Registration:PatienceSeconds must be from 0.1 to 30.")]
    public double PatienceSeconds { get; set; } = 2;
}
