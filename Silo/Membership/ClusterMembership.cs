using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRegistration.Passwords;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Hosting;

/// <summary>
/// How the nodes of a cluster find each other, and how soon a dead one is noticed (docs/adr/0031-clusters.md).
/// </summary>
internal static class ClusterMembership
{
    // A killed node is noticed by its closed connections at once, a frozen one after two probes without an answer.
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinProbeTimeout = TimeSpan.FromSeconds(0.5);
    private const int MissedProbes = 2;

    // What a call may wait beyond the time that the service gives itself.
    private static readonly TimeSpan Transport = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(2);

    /// <summary>Whether the configuration names a database in which nodes can find each other.</summary>
    public static bool HasMembership(this IConfiguration configuration) =>
        StorageOptions.ReadConnectionStrings(configuration).Count > 0;

    /// <summary>Makes the silo a member of the cluster whose members the PostgreSQL store lists.</summary>
    public static void JoinCluster(this ISiloBuilder silo, ClusterSettings cluster)
    {
        silo.ConfigureEndpoints(cluster.Address, cluster.SiloPort, cluster.GatewayPort)
            .UseAdoNetClustering(clustering =>
                clustering.Configure<MembershipSource>(
                    (options, source) =>
                        (options.Invariant, options.DataSource) = (MembershipSource.Invariant, source.Connections)
                )
            )
            .Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = options.MaxProbeTimeout = ProbeTimeout;
                options.MinProbeTimeout = MinProbeTimeout;
                options.NumMissedProbesLimit = MissedProbes;
            });
        silo.Services.AddSource(silo.Configuration);
        silo.Services.BoundCalls<SiloMessagingOptions>();
        silo.Services.AddHostedService<MembershipCheck>();
    }

    /// <summary>Finds the gateways of the cluster whose members the PostgreSQL store lists.</summary>
    public static void FindGateways(this IClientBuilder client)
    {
        client
            .UseAdoNetClustering(clustering =>
                clustering.Configure<MembershipSource>(
                    (options, source) =>
                        (options.Invariant, options.DataSource) = (MembershipSource.Invariant, source.Connections)
                )
            )
            .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = GatewayRefresh);
        client.Services.AddSource(client.Configuration);
    }

    /// <summary>
    /// Bounds calls to other processes. A frozen process never answers, so the bound is little more than what the
    /// longest call may take: twice the patience of a sign-up, or the wait of a log-in for its hash. The calls of
    /// Orleans itself are bound, too: when a broken connection loses one to the directory, all calls of its grain wait.
    /// </summary>
    public static void BoundCalls<TOptions>(this IServiceCollection services)
        where TOptions : MessagingOptions =>
        services
            .AddOptions<TOptions>()
            .Configure<IOptions<RegistrationOptions>, IOptions<PasswordOptions>>(
                (messaging, registration, passwords) =>
                {
                    messaging.ResponseTimeout =
                        TimeSpan.FromSeconds(
                            Math.Max(2 * registration.Value.PatienceSeconds, passwords.Value.MaxWaitSeconds)
                        ) + Transport;
                    if (messaging is SiloMessagingOptions silo)
                    {
                        silo.SystemResponseTimeout = silo.ResponseTimeout;
                    }
                }
            );

    private static void AddSource(this IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(_ => new MembershipSource(StorageOptions.ReadConnectionStrings(configuration)[0]));
}
