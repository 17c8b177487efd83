using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Hosting;

/// <summary>Where the silos are.</summary>
internal enum ClusterMode
{
    /// <summary>One, in this process.</summary>
    Embedded,

    /// <summary>One in this process, others elsewhere.</summary>
    Clustered,

    /// <summary>Elsewhere only.</summary>
    Client,
}

/// <summary>Settings <c>Cluster:*</c> as the Web API reads them; the silo reads its own.</summary>
internal sealed class ClusterModeOptions
{
    /// <summary><c>Cluster:Mode</c>. Default <see cref="ClusterMode.Embedded"/>.</summary>
    public ClusterMode Mode { get; set; } = ClusterMode.Embedded;

    /// <summary><c>Cluster:GatewayPort</c>. Default 30000.</summary>
    [Range(1, 65535, ErrorMessage = "Cluster:GatewayPort must be from 1 to 65535.")]
    public int GatewayPort { get; set; } = 30000;

    /// <summary><c>Cluster:SiloPort</c>. Default 11111.</summary>
    [Range(1, 65535, ErrorMessage = "Cluster:SiloPort must be from 1 to 65535.")]
    public int SiloPort { get; set; } = 11111;

    /// <summary><c>Cluster:ClusterId</c>. Default <c>registration</c>.</summary>
    [Required(ErrorMessage = "Cluster:ClusterId must not be empty.")]
    public string ClusterId { get; set; } = "registration";

    /// <summary><c>Cluster:ServiceId</c>. Default <c>registration</c>.</summary>
    [Required(ErrorMessage = "Cluster:ServiceId must not be empty.")]
    public string ServiceId { get; set; } = "registration";
}
