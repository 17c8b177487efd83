using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansRegistration.Hosting;

/// <summary>Settings <c>Cluster:*</c> of the Web API and of the silo.</summary>
internal sealed class ClusterSettings : IValidatableObject
{
    /// <summary>
    /// <c>Cluster:Mode</c>: where the silos of the Web API run. Default <see cref="ClusterMode.Embedded"/>.
    /// </summary>
    public ClusterMode Mode { get; set; } = ClusterMode.Embedded;

    /// <summary><c>Cluster:GatewayPort</c>: the port of a silo for Web APIs. Default 30000.</summary>
    [SettingRange("Cluster:GatewayPort", 1, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary><c>Cluster:SiloPort</c>: the port of a silo for other silos. Default 11111.</summary>
    [SettingRange("Cluster:SiloPort", 1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary>
    /// <c>Cluster:AdvertisedIP</c>: the address of this machine on which a silo listens, and under which other silos
    /// and Web APIs reach it. Default <c>127.0.0.1</c>.
    /// </summary>
    public string AdvertisedIP { get; set; } = "127.0.0.1";

    /// <summary>
    /// <c>Cluster:DrainSeconds</c>: how long a stopping node of a cluster still answers, not ready, so that balancers
    /// turn away from it. Default 5.
    /// </summary>
    [SettingRange("Cluster:DrainSeconds", 0, 600)]
    public int DrainSeconds { get; set; } = 5;

    /// <summary><c>Cluster:ClusterId</c>: the name of the cluster. Default <c>registration</c>.</summary>
    [Required(ErrorMessage = "Cluster:ClusterId must not be empty.")]
    public string ClusterId { get; set; } = "registration";

    /// <summary>
    /// <c>Cluster:ServiceId</c>: the name of the service. It is part of every stored key, so it must never change.
    /// Default <c>registration</c>.
    /// </summary>
    [Required(ErrorMessage = "Cluster:ServiceId must not be empty.")]
    public string ServiceId { get; set; } = "registration";

    /// <summary><c>Cluster:Tls</c>: whether silo and gateway ports use mutual TLS. Default <c>true</c>.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>
    /// <c>Cluster:Certificate</c>: a PEM file with the certificate of the cluster and its private key, the same for all
    /// silos and Web APIs. The file may have more certificates, which are accepted too. Default:
    /// <c>keys/cluster.pem</c> in the data directory, made at the first start.
    /// </summary>
    public string Certificate { get; set; } = "";

    /// <summary>The address of <see cref="AdvertisedIP"/>.</summary>
    internal IPAddress Address => IPAddress.Parse(AdvertisedIP);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (
            !IPAddress.TryParse(AdvertisedIP, out var address)
            || address.Equals(IPAddress.Any)
            || address.Equals(IPAddress.IPv6Any)
        )
        {
            yield return new("Cluster:AdvertisedIP must be an IP address of this machine, such as 10.0.0.5.");
        }
        else if (!IPAddress.IsLoopback(address) && Tls && Certificate.Length == 0)
        {
            yield return new(
                "Cluster:Certificate must name the certificate of the cluster, because Cluster:AdvertisedIP is not a "
                    + "loopback address. Make one with: dotnet run --project Silo -- certificate cluster.pem"
            );
        }
    }
}

/// <summary>Reads the settings <c>Cluster:*</c>.</summary>
internal static class ClusterSettingsReader
{
    private const string Section = "Cluster";

    /// <summary>
    /// The settings, read and checked at the first call: the silo is built with them. Afterwards the container has them
    /// as <see cref="ClusterSettings"/>.
    /// </summary>
    /// <exception cref="StartUpException">A setting is wrong.</exception>
    public static ClusterSettings GetClusterSettings(this IHostApplicationBuilder builder)
    {
        var known = builder.Services.Select(service => service.ImplementationInstance).OfType<ClusterSettings>();
        if (known.FirstOrDefault() is { } settings)
        {
            return settings;
        }

        settings = builder.Configuration.GetChecked<ClusterSettings>(Section);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(new SettingsSection(Section, typeof(ClusterSettings)));
        return settings;
    }
}
