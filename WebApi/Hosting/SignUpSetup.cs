using OrleansRegistration.Users;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: what sign-up, log-in and accounts need.</summary>
internal static class SignUpSetup
{
    /// <summary>Adds it.</summary>
    public static void AddSignUps(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SignUpAdmission>();
        builder.Services.AddSingleton<KeyedHash>();
        builder.Services.AddSingleton<MeDescription>();
    }
}
