using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansRegistration.Hosting;

/// <summary>Where the silos are.</summary>
internal enum ClusterMode
{
    /// <summary>One, in the process of the Web API. It opens no port.</summary>
    Embedded,

    /// <summary>One in this process, others elsewhere.</summary>
    Clustered,

    /// <summary>Elsewhere only.</summary>
    Client,
}

/// <summary>Settings <c>Cluster:*</c>, of the Web API and of the silo.</summary>
internal sealed class ClusterSettings
{
    /// <summary><c>Cluster:Mode</c>, for the Web API. Default <see cref="ClusterMode.Embedded"/>.</summary>
    public ClusterMode Mode { get; set; } = ClusterMode.Embedded;

    /// <summary><c>Cluster:GatewayPort</c>: where a silo listens for Web APIs. Default 30000.</summary>
    [SettingRange("Cluster:GatewayPort", 1, 65535)]
    public int GatewayPort { get; set; } = 30000;

    /// <summary><c>Cluster:SiloPort</c>: where a silo listens for other silos. Default 11111.</summary>
    [SettingRange("Cluster:SiloPort", 1, 65535)]
    public int SiloPort { get; set; } = 11111;

    /// <summary><c>Cluster:ClusterId</c>. Default <c>registration</c>.</summary>
    [Required(ErrorMessage = "Cluster:ClusterId must not be empty.")]
    public string ClusterId { get; set; } = "registration";

    /// <summary><c>Cluster:ServiceId</c>: part of every stored key, so it must never change. Default <c>registration</c>.</summary>
    [Required(ErrorMessage = "Cluster:ServiceId must not be empty.")]
    public string ServiceId { get; set; } = "registration";

    /// <summary><c>Cluster:Tls</c>: whether silo and gateway ports speak mutual TLS. Default <c>true</c>.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>
    /// <c>Cluster:Certificate</c>: a PEM file with the one certificate, and its private key, that all silos and Web APIs show and ask for. Default:
    /// <c>keys/cluster.pem</c> in the data directory, made at the first start.
    /// </summary>
    public string Certificate { get; set; } = "";
}

/// <summary>Reads the settings <c>Cluster:*</c>.</summary>
internal static class ClusterSettingsReader
{
    private const string Section = "Cluster";

    /// <summary>
    /// The settings, read and checked at the first call, because the silo is built with them. Services may ask for
    /// <see cref="ClusterSettings"/> then.
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
