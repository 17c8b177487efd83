using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace OrleansRegistration.Hosting;

/// <summary>The silo: where the grains live.</summary>
public static class SiloSetup
{
    private const int DefaultSiloPort = 11111;
    private const int DefaultGatewayPort = 30000;
    private const string DefaultId = "registration";

    /// <summary>Hosts a silo in this process, with the settings <c>Cluster:*</c>. A stand-in: it has no storage yet.</summary>
    public static IHostApplicationBuilder AddRegistrationSilo(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var cluster = builder.Configuration.GetSection("Cluster");
        return builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(cluster.GetValue("SiloPort", DefaultSiloPort), cluster.GetValue("GatewayPort", DefaultGatewayPort));
            silo.Configure<ClusterOptions>(options =>
            {
                options.ServiceId = cluster.GetValue("ServiceId", DefaultId)!;
                options.ClusterId = cluster.GetValue("ClusterId", DefaultId)!;
            });
        });
    }
}
