using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Jobs;
using OrleansRegistration.Leases;
using OrleansRegistration.Limits;
using OrleansRegistration.Mail;
using OrleansRegistration.Outbox;
using OrleansRegistration.Passwords;
using OrleansRegistration.Placement;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.Hosting;

/// <summary>Registers the services and options of the grains.</summary>
public static class GrainServices
{
    /// <summary>
    /// Adds the options, clocks, password hasher and serializer of the grains, and the workers of outbox, jobs and
    /// mail. The silo must add the keyed storage <see cref="StorageNames.Registration"/>.
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
        services.AddGrainDirectory<SiloDirectory>(SiloDirectory.Name, (_, _) => new());
        services.AddSingleton<MemoryTrust>();
        services.AddSingleton<DirectoryRing>();
        services.AddSingleton<Redemptions>();
        services.AddHostedService(provider => provider.GetRequiredService<Redemptions>());
        services.AddMetrics();
        services.AddSingleton<RedemptionMetrics>();
        services.AddSingleton<OutboxMetrics>();
        services.AddSingleton<MailMetrics>();
        services.AddSingleton<JobMetrics>();
        services.AddHostedService<OutboxWorker>();
        services.AddSingleton<IJobWork, CodeBatchWork>();
        services.AddHostedService<JobWorker>();
        services.AddSingleton<MailQueue>();
        services.AddSingleton<MailComposer>();
        services.AddHostedService<MailWorker>();
        return services;
    }

    /// <summary>
    /// Adds and checks the options of the grains and those that share a section with them. Silo and Web API both call
    /// this, so that one set of settings is valid for both.
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
        services.AddCheckedOptions<WebhookOptions>(configuration.GetSection("Webhooks"));
        services
            .AddOptions<MailOptions>()
            .Configure<IOptions<ServiceOptions>>(
                (mail, service) =>
                    (mail.PublicUrl, mail.DataDirectory) = (service.Value.PublicUrl, service.Value.DataDirectory)
            );
        return services;
    }
}
