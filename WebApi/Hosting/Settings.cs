using OrleansRegistration.Logging;
using OrleansRegistration.Users;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: the settings that belong to no other step. A wrong one stops start-up and names its key.</summary>
internal static class Settings
{
    /// <summary>Adds them, and the clock.</summary>
    public static void AddSettings(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.LogFailuresBriefly();
        builder.Services.AddCheckedOptions<ServiceOptions>(builder.Configuration);
        builder.Services.AddCheckedOptions<LevelOptions>(builder.Configuration.GetSection("Levels"));
        builder.Services.AddSingleton<DataDirectory>();
    }

    /// <summary>Options that are checked before anything else starts.</summary>
    public static void AddCheckedOptions<TOptions>(this IServiceCollection services, IConfiguration section)
        where TOptions : class =>
        services.AddOptions<TOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
}
