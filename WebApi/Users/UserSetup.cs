using OrleansRegistration.Admission;
using OrleansRegistration.Keys;

namespace OrleansRegistration.Users;

/// <summary>Start-up step: what sign-up, log-in and accounts need.</summary>
internal static class UserSetup
{
    /// <summary>Adds it.</summary>
    public static void AddUsers(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SignUpAdmission>();
        builder.Services.AddSingleton<DerivedSecrets>();
        builder.Services.AddSingleton<MeDescription>();
    }
}
