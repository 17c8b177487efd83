using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: the one place where the Web API knows of silos.</summary>
internal static class Cluster
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Hosts a silo in this process, or connects to one, as <c>Cluster:Mode</c> says.</summary>
    /// <exception cref="ValidationException">A setting is wrong; the message names its key.</exception>
    /// <exception cref="NotSupportedException">The mode is not built yet.</exception>
    public static void AddCluster(this WebApplicationBuilder builder)
    {
        var cluster = builder.Configuration.GetSection("Cluster").Get<ClusterModeOptions>() ?? new();

        // At once, and not at start as other options: the silo is built with them.
        Validator.ValidateObject(cluster, new ValidationContext(cluster), validateAllProperties: true);
        switch (cluster.Mode)
        {
            case ClusterMode.Embedded:
                builder.AddRegistrationSilo();
                break;
            case ClusterMode.Client:
                builder.UseOrleansClient(client => client
                    .UseLocalhostClustering(cluster.GatewayPort, cluster.ServiceId, cluster.ClusterId)
                    .UseConnectionRetryFilter(WaitForSiloAsync));
                break;
            default:
                throw new NotSupportedException($"Cluster:Mode={cluster.Mode} is not built yet; use Embedded or Client.");
        }
    }

    // Silos and Web APIs may be started in any order.
    private static async Task<bool> WaitForSiloAsync(Exception failure, CancellationToken cancellationToken)
    {
        await Task.Delay(RetryDelay, cancellationToken);
        return true;
    }
}
