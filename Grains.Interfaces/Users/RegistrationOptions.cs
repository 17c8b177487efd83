using OrleansRegistration.Hosting;

namespace OrleansRegistration.Users;

/// <summary>Settings <c>Registration:*</c>.</summary>
public sealed class RegistrationOptions
{
    /// <summary><c>Registration:RequireInvitation</c>: nobody signs up without a code. Default <c>false</c>.</summary>
    public bool RequireInvitation { get; set; }

    /// <summary>
    /// <c>Registration:RequireActivation</c>: a new account is not active before its owner has used the token of the
    /// activation mail. Until then its access tokens open only its own description, the correction of its address,
    /// activation and log-out. Default <c>true</c>; <c>false</c> makes new accounts active at once and sends no
    /// activation mail. Whether an account is active is decided at its sign-up. While the setting is <c>false</c>,
    /// access tokens of accounts that are not activated open every route, too.
    /// </summary>
    public bool RequireActivation { get; set; } = true;

    /// <summary>
    /// <c>Registration:MaxInFlight</c>: how many sign-ups this process admits at once. More are refused. Default 512.
    /// </summary>
    [SettingRange("Registration:MaxInFlight", 1, 100_000)]
    public int MaxInFlight { get; set; } = 512;

    /// <summary>
    /// <c>Registration:PatienceSeconds</c>: how long a client waits for its account, in seconds. A sign-up that would
    /// take longer, judged by the last ones, is refused at once. Must be far below a lease. Default 2.
    /// </summary>
    [SettingRange("Registration:PatienceSeconds", 0.1, 30)]
    public double PatienceSeconds { get; set; } = 2;
}
