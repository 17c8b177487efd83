using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Keys;

/// <summary>
/// Start-up step: the keys that all nodes share, and what is derived from them. Must follow the cluster's step, because
/// the keys are loaded through the cluster.
/// </summary>
internal static class KeySetup
{
    /// <summary>Adds the key ring, Data Protection on it, and the derived secrets.</summary>
    public static void AddKeys(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<KeyOptions>(builder.Configuration.GetSection("Keys"));
        services.AddSingleton<MasterSecret>();
        services.AddSingleton<ServiceKeys>();
        services.AddSingleton<DerivedSecrets>();

        // Must precede Data Protection's own start, which would make a key even under a wrong master secret.
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
