using Orleans.Configuration;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: the cluster. Only this class knows that a silo may run in this process.</summary>
internal static partial class Cluster
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Hosts a silo in this process, or connects to silos, as <c>Cluster:Mode</c> says.</summary>
    /// <exception cref="StartUpException">
    /// A setting is not valid; the message names its key.
    /// </exception>
    public static void AddCluster(this WebApplicationBuilder builder)
    {
        var cluster = builder.GetClusterSettings();
        switch (cluster.Mode)
        {
            case ClusterMode.Embedded:
                builder.AddRegistrationSilo(SiloReach.Process);
                break;
            case ClusterMode.Clustered when builder.Configuration.HasMembership():
                builder.AddRegistrationSilo(SiloReach.Cluster);
                builder.AddDraining(cluster);
                break;
            case ClusterMode.Clustered:
                throw new StartUpException(
                    "Cluster:Mode is Clustered, which needs PostgreSQL: set ConnectionStrings:Registration. "
                        + "With SQLite only one process can serve the store."
                );
            default:
                builder.UseOrleansClient(client => Connect(client, cluster));
                builder.AddDraining(cluster);
                break;
        }
    }

    private static void Connect(IClientBuilder client, ClusterSettings cluster)
    {
        if (client.Configuration.HasMembership())
        {
            client.FindGateways();
        }
        else
        {
            client.UseLocalhostClustering(cluster.GatewayPort);
        }

        client.Configure<ClusterOptions>(options =>
            (options.ServiceId, options.ClusterId) = (cluster.ServiceId, cluster.ClusterId)
        );
        client.UseConnectionRetryFilter<SiloPatience>();
        client.Services.BoundCalls<ClientMessagingOptions>();
        if (cluster.Tls)
        {
            client.UseTls(tls => ClusterCertificate.Load(client.Configuration, cluster).Configure(tls));
        }
    }

    /// <summary>Waits for silos without end, so that silos and the Web API can be started in any order.</summary>
    private sealed partial class SiloPatience(
        ClusterSettings cluster,
        IConfiguration configuration,
        ILogger<SiloPatience> logger
    ) : IClientConnectionRetryFilter
    {
        private bool _hasLogged;

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            if (!_hasLogged)
            {
                LogWaiting(
                    logger,
                    configuration.HasMembership()
                        ? "in the table of the cluster's members"
                        : $"on port {cluster.GatewayPort} (Cluster:GatewayPort)",
                    cluster.Tls ? "with the same certificate" : "with Cluster:Tls=false"
                );
                _hasLogged = true;
            }

            await Task.Delay(RetryDelay, cancellationToken);
            return true;
        }

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "No silo answers {Where} {How}. Requests get 503 until one does. "
                + "Start one with the same DataDirectory or Cluster:Certificate."
        )]
        private static partial void LogWaiting(ILogger logger, string where, string how);
    }
}
