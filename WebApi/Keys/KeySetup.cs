using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Keys;

/// <summary>Start-up step: the keys that all nodes share. After the cluster's, because they are loaded through it.</summary>
internal static class KeySetup
{
    /// <summary>Adds them.</summary>
    public static void AddKeys(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCheckedOptions<KeyOptions>(configuration.GetSection("Keys"));
        services.AddSingleton<MasterSecret>();
        services.AddSingleton<ServiceKeys>();

        // Before Data Protection's own start, which would make a key under a wrong master secret.
        services.AddHostedService<KeyRefresh>();
        services.AddDataProtection().SetApplicationName("registration");
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<IGrainFactory, MasterSecret>(
                (keys, grains, master) =>
                {
                    keys.XmlRepository = new KeyRingXmlRepository(grains);
                    keys.XmlEncryptor = new MasterSecretXmlEncryptor(master);
                }
            );
    }
}
