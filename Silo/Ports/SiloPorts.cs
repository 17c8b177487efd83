using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansRegistration.Hosting;

/// <summary>The two ports of a silo: the silo port for other silos, and the gateway for Web APIs.</summary>
internal static class SiloPorts
{
    /// <summary>Opens neither port: the silo and its only client are one process.</summary>
    public static void OpenNoPort(this ISiloBuilder silo) => silo.ReplaceListeners(_ => new NoListener());

    /// <summary>
    /// Opens both ports on the advertised address, for this process alone. Unless the settings turn TLS off, only
    /// holders of the cluster's certificate can connect.
    /// </summary>
    public static void OpenPorts(this ISiloBuilder silo, ClusterSettings cluster)
    {
        silo.ReplaceListeners(services => new ExclusiveListeners(
            new SocketTransportFactory(
                services.GetRequiredService<IOptions<SocketTransportOptions>>(),
                services.GetRequiredService<ILoggerFactory>()
            ),
            cluster
        ));
        if (cluster.Tls)
        {
            silo.UseTls(tls => ClusterCertificate.Load(silo.Configuration, cluster).Configure(tls));
        }
    }

    // Orleans finds the listeners by keys that it does not publish.
    private static void ReplaceListeners(
        this ISiloBuilder silo,
        Func<IServiceProvider, IConnectionListenerFactory> create
    )
    {
        var listeners = silo
            .Services.Where(service =>
                service.IsKeyedService && service.ServiceType == typeof(IConnectionListenerFactory)
            )
            .ToList();
        if (listeners.Count != 2)
        {
            throw new NotSupportedException(
                $"Orleans has {listeners.Count} listeners, not 2: its version is not one that this program knows."
            );
        }

        foreach (var listener in listeners)
        {
            silo.Services.Remove(listener);
            silo.Services.AddKeyedSingleton(listener.ServiceKey, (services, _) => create(services));
        }
    }

    /// <summary>
    /// Listens with Kestrel's sockets. Orleans' own sockets share their port with any process of the same user
    /// (SO_REUSEPORT).
    /// </summary>
    private sealed class ExclusiveListeners(SocketTransportFactory sockets, ClusterSettings cluster)
        : IConnectionListenerFactory
    {
        public async ValueTask<IConnectionListener> BindAsync(
            EndPoint endpoint,
            CancellationToken cancellationToken = default
        )
        {
            try
            {
                return await sockets.BindAsync(endpoint, cancellationToken);
            }
            catch (Exception failure) when (failure is AddressInUseException or SocketException)
            {
                var isPort = failure is not SocketException { SocketErrorCode: SocketError.AddressNotAvailable };
                var setting =
                    !isPort ? nameof(cluster.AdvertisedIP)
                    : ((IPEndPoint)endpoint).Port == cluster.SiloPort ? nameof(cluster.SiloPort)
                    : nameof(cluster.GatewayPort);
                throw new StartUpException(
                    $"Cluster:{setting}: cannot listen on {endpoint}. {failure.Message.TrimEnd('.')}. "
                        + (isPort ? "Set another port." : "Set an IP address of this machine."),
                    failure
                );
            }
        }
    }

    /// <summary>Listens nowhere, and never accepts a connection.</summary>
    private sealed class NoListener : IConnectionListenerFactory, IConnectionListener
    {
        private readonly TaskCompletionSource<ConnectionContext?> _unbound = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );

        public EndPoint EndPoint { get; private set; } = new IPEndPoint(IPAddress.Loopback, 0);

        public ValueTask<IConnectionListener> BindAsync(
            EndPoint endpoint,
            CancellationToken cancellationToken = default
        )
        {
            EndPoint = endpoint;
            return new(this);
        }

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            new(_unbound.Task);

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            _unbound.TrySetResult(null);
            return default;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
