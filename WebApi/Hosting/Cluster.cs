using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRegistration.Users;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: the cluster. Only this class knows that a silo may run in this process.</summary>
internal static partial class Cluster
{
    private const int StorageSeconds = 10;
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
                builder.AddRegistrationSilo(opensPorts: false);
                break;
            case ClusterMode.Client:
                builder.UseOrleansClient(client =>
                {
                    client
                        .UseLocalhostClustering(cluster.GatewayPort, cluster.ServiceId, cluster.ClusterId)
                        .UseConnectionRetryFilter<SiloPatience>();

                    // A frozen or dead silo never answers. Wait longer than any call takes: twice the patience, plus
                    // the time that storage may take.
                    client
                        .Services.AddOptions<ClientMessagingOptions>()
                        .Configure<IOptions<RegistrationOptions>>(
                            (messaging, registration) =>
                                messaging.ResponseTimeout = TimeSpan.FromSeconds(
                                    (2 * registration.Value.PatienceSeconds) + StorageSeconds
                                )
                        );
                    if (cluster.Tls)
                    {
                        client.UseTls(tls =>
                            ClusterCertificate.Configure(tls, ClusterCertificate.Load(builder.Configuration, cluster))
                        );
                    }
                });
                break;
            default:
                throw new StartUpException(
                    $"Cluster:Mode is '{cluster.Mode}', which is not built yet; it must be Embedded or Client."
                );
        }
    }

    /// <summary>Waits for silos without end, so that silos and the Web API can be started in any order.</summary>
    private sealed partial class SiloPatience(ClusterSettings cluster, ILogger<SiloPatience> logger)
        : IClientConnectionRetryFilter
    {
        private bool _hasLogged;

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            if (!_hasLogged)
            {
                LogWaiting(
                    logger,
                    cluster.GatewayPort,
                    cluster.Tls ? "with the same certificate" : "with Cluster:Tls=false"
                );
                _hasLogged = true;
            }

            await Task.Delay(RetryDelay, cancellationToken);
            return true;
        }

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "No silo answers on port {Port} (Cluster:GatewayPort) {How}. Requests get 503 until one does. "
                + "Start one with the same DataDirectory or Cluster:Certificate."
        )]
        private static partial void LogWaiting(ILogger logger, int port, string how);
    }
}
