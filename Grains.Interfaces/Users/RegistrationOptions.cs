using OrleansRegistration.Hosting;

namespace OrleansRegistration.Users;

/// <summary>Settings <c>Registration:*</c>.</summary>
public sealed class RegistrationOptions
{
    /// <summary><c>Registration:RequireInvitation</c>: nobody signs up without a code. Default <c>false</c>.</summary>
    public bool RequireInvitation { get; set; }

    /// <summary>
    /// <c>Registration:RequireActivation</c>: a new account is not active before its owner has used the token of the
    /// activation mail. Until then its access tokens open only its own description, activation and log-out. Default
    /// <c>true</c>; <c>false</c> makes new accounts active at once and sends no activation mail. Decided at the
    /// sign-up: a later change of the setting changes no account.
    /// </summary>
    public bool RequireActivation { get; set; } = true;

    /// <summary><c>Registration:MaxInFlight</c>: sign-ups in flight in this process at most; more are refused at once. Default 512.</summary>
    [SettingRange("Registration:MaxInFlight", 1, 100_000)]
    public int MaxInFlight { get; set; } = 512;

    /// <summary>
    /// <c>Registration:PatienceSeconds</c>: how long a client is willing to wait for its account. Sign-ups that would take longer, by how long the last
    /// ones took, are refused at once. Far below a lease. Default 2.
    /// </summary>
    [SettingRange("Registration:PatienceSeconds", 0.1, 30)]
    public double PatienceSeconds { get; set; } = 2;
}
