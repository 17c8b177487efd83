using OrleansRegistration.Admission;
using OrleansRegistration.Statistics;

namespace OrleansRegistration.Users;

/// <summary>Start-up step: sign-up, log-in and accounts.</summary>
internal static class UserSetup
{
    /// <summary>Adds the admission of sign-ups and the description of accounts.</summary>
    public static void AddUsers(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SignUpAdmission>();
        builder.Services.AddSingleton<EarlyRefusal>();
        builder.Services.AddSingleton<UserMetrics>();
        builder.Services.AddSingleton<SignUpTally>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<SignUpTally>());
        builder.Services.AddSingleton<MeDescription>();
        builder.Services.AddSingleton<NewUsers>();
    }
}
