using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Leases;
using OrleansRegistration.Limits;
using OrleansRegistration.Mail;
using OrleansRegistration.Outbox;
using OrleansRegistration.Passwords;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Hosting;

/// <summary>What the grains need from their silo's container.</summary>
public static class GrainServices
{
    /// <summary>
    /// Adds the grains' options, clock, password hasher, serializer, and the workers of outbox and mail. The keyed storage
    /// <see cref="StorageNames.Registration"/> is the silo's to add.
    /// </summary>
    public static IServiceCollection AddRegistrationGrains(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddRegistrationOptions(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<LeaseClock>();
        services.AddSingleton<SweepRequests>();
        services.TryAddSingleton<PasswordHasher>();
        services.TryAddSingleton<ISignUpLine>(provider => provider.GetRequiredService<PasswordHasher>());
        services.AddSingleton<IGrainStorageSerializer, StateJsonSerializer>();
        services.AddHostedService<OutboxWorker>();
        services.AddSingleton<MailQueue>();
        services.AddSingleton<MailLetters>();
        services.AddHostedService<MailWorker>();
        return services;
    }

    /// <summary>Adds the grains' options as the configuration has them, and checks them.</summary>
    internal static IServiceCollection AddRegistrationOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LeaseOptions>().Bind(configuration.GetSection("Registration")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ActivationOptions>().Bind(configuration.GetSection("Registration")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<CodeOptions>().Bind(configuration.GetSection("Registration")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PasswordOptions>().Bind(configuration.GetSection("Passwords")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RefreshOptions>().Bind(configuration.GetSection("Tokens")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RateLimitOptions>().Bind(configuration.GetSection("RateLimits")).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<MailOptions>().Bind(configuration.GetSection("Mail"))
            .Configure(mail =>
            {
                mail.PublicUrl = configuration["PublicUrl"] ?? mail.PublicUrl;
                mail.DataDirectory = configuration["DataDirectory"] ?? mail.DataDirectory;
            })
            .ValidateDataAnnotations().ValidateOnStart();
        return services;
    }
}
