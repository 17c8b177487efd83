using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Leases;
using OrleansRegistration.Limits;
using OrleansRegistration.Mail;
using OrleansRegistration.Outbox;
using OrleansRegistration.Passwords;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;

namespace OrleansRegistration.Hosting;

/// <summary>What the grains need from their silo's container.</summary>
public static class GrainServices
{
    /// <summary>
    /// Adds the grains' options, clock, password hasher, serializer, and the workers of outbox and mail. The keyed storage
    /// <see cref="StorageNames.Registration"/> is the silo's to add.
    /// </summary>
    public static IServiceCollection AddRegistrationGrains(
        this IServiceCollection services,
        IConfiguration configuration
    )
    {
        services.AddRegistrationOptions(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServiceClock>();
        services.TryAddSingleton<LeaseClock>();
        services.AddSingleton<SweepRequests>();
        services.TryAddSingleton<PasswordHasher>();
        services.TryAddSingleton<ISignUpLine>(provider => provider.GetRequiredService<PasswordHasher>());
        services.AddSingleton<IGrainStorageSerializer, StateJsonSerializer>();
        services.AddHostedService<OutboxWorker>();
        services.AddSingleton<MailQueue>();
        services.AddSingleton<MailComposer>();
        services.AddHostedService<MailWorker>();
        return services;
    }

    /// <summary>
    /// Adds the options of the grains and those that share a section with them, as the configuration has them, and checks them. Silo and Web API
    /// both do, so that one set of settings is good for both.
    /// </summary>
    public static IServiceCollection AddRegistrationOptions(
        this IServiceCollection services,
        IConfiguration configuration
    )
    {
        services.AddCheckedOptions<ServiceOptions>(configuration);
        services.AddCheckedOptions<LevelOptions>(configuration.GetSection("Levels"));
        services.AddCheckedOptions<RegistrationOptions>(configuration.GetSection("Registration"));
        services.AddCheckedOptions<LeaseOptions>(configuration.GetSection("Registration"));
        services.AddCheckedOptions<ActivationOptions>(configuration.GetSection("Registration"));
        services.AddCheckedOptions<CodeOptions>(configuration.GetSection("Registration"));
        services.AddCheckedOptions<PasswordOptions>(configuration.GetSection("Passwords"));
        services
            .AddOptions<TokenOptions>()
            .Configure<IOptions<ServiceOptions>>((tokens, service) => tokens.Issuer = service.Value.PublicUrl);
        services.AddCheckedOptions<TokenOptions>(configuration.GetSection("Tokens"));
        services.AddCheckedOptions<RefreshOptions>(configuration.GetSection("Tokens"));
        services.AddCheckedOptions<RateLimitOptions>(configuration.GetSection("RateLimits"));
        services.AddCheckedOptions<MailOptions>(configuration.GetSection("Mail"));
        services
            .AddOptions<MailOptions>()
            .Configure(mail =>
            {
                mail.PublicUrl = configuration["PublicUrl"] ?? mail.PublicUrl;
                mail.DataDirectory = configuration["DataDirectory"] ?? mail.DataDirectory;
            });
        return services;
    }
}
