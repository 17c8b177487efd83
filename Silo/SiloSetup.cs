using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using OrleansRegistration.Health;
using OrleansRegistration.Management;
using OrleansRegistration.Storage;
using OrleansRegistration.Sweep;
using OrleansRegistration.Telemetry;
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.Hosting;

/// <summary>Builds and runs the silo, which hosts the grains.</summary>
public static partial class SiloSetup
{
    // After a sign-up its names are not called again soon, and its user rarely. So idle grains leave memory early, and
    // a burst leaves nothing behind (docs/adr/0008-batched-storage-and-memory.md). A grain in use stays.
    private static readonly TimeSpan IdleAge = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleCheck = TimeSpan.FromSeconds(5);

    // How often Orleans forwards a call that waits for a grain that is leaving memory, before it refuses the call. The
    // default of 2 is too low for a contended name, which is granted, released and asked again and again.
    private const int MaxForwardCount = 32;

    /// <summary>Runs a silo in this process until it is stopped.</summary>
    /// <param name="args">The settings.</param>
    /// <param name="commands">The commands of the program, for a suggestion when a word is misspelt.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(string[] args, params string[] commands) =>
        StartUp.RunAsync(
            args,
            commands,
            typeof(SiloSetup).Assembly,
            () =>
            {
                var builder = Host.CreateApplicationBuilder(args);
                builder.AddStartUp();
                builder.AddRegistrationSilo(
                    builder.Configuration.HasMembership() ? SiloReach.Cluster : SiloReach.Machine
                );
                builder.AddTelemetry();
                builder.AddManagement(hasSilo: true);
                builder.AddHealth();
                builder.CheckSettings();
                var host = builder.Build();
                host.Services.GetRequiredService<IHostApplicationLifetime>()
                    .ApplicationStarted.Register(() => Announce(host.Services));
                return host;
            }
        );

    /// <summary>Hosts a silo in this process, with the settings <c>Cluster:*</c>.</summary>
    public static IHostApplicationBuilder AddRegistrationSilo(this IHostApplicationBuilder builder, SiloReach reach)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var cluster = builder.GetClusterSettings();
        return builder.UseOrleans(silo =>
        {
            if (reach is SiloReach.Cluster)
            {
                silo.JoinCluster(cluster);
            }
            else
            {
                silo.UseLocalhostClustering(cluster.SiloPort, reach is SiloReach.Machine ? cluster.GatewayPort : 0);
            }

            silo.Configure<ClusterOptions>(options =>
                (options.ServiceId, options.ClusterId) = (cluster.ServiceId, cluster.ClusterId)
            );
            silo.ConfigureMemory(isAlone: reach is not SiloReach.Cluster);
            silo.AddStoreOwner(isAlone: reach is not SiloReach.Cluster);
            silo.AddRegistrationStorage();
            silo.Services.AddRegistrationGrains(builder.Configuration);
            silo.Services.AddHostedService<SweepWorker>();
            silo.Services.AddWebhooks(builder.Configuration);
            silo.Services.AddHostedService<WebhookWorker>();
            if (reach is SiloReach.Process)
            {
                silo.OpenNoPort();
            }
            else
            {
                silo.OpenPorts(cluster);
            }
        });
    }

    private static void Announce(IServiceProvider services)
    {
        var gateway = services.GetRequiredService<ILocalSiloDetails>().GatewayAddress.Endpoint;
        var cluster = services.GetRequiredService<ClusterSettings>();
        var data = services.GetRequiredService<DataDirectory>().Root;
        var how = cluster.Tls
            ? "with the cluster's certificate"
            : "without TLS: anybody who reaches the port is trusted";
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("OrleansRegistration.Hosting");
        LogServing(logger, gateway, how, data);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The silo serves Web APIs on {Gateway}, {How}. Data is in {Data}."
    )]
    private static partial void LogServing(ILogger logger, System.Net.IPEndPoint gateway, string how, string data);

    /// <summary>Sets what a silo keeps in memory, and for how long.</summary>
    /// <param name="isAlone">Whether the silo is the only one. Then it has the whole directory of grains.</param>
    public static ISiloBuilder ConfigureMemory(this ISiloBuilder silo, bool isAlone)
    {
        ArgumentNullException.ThrowIfNull(silo);
        SteadyTime.Use(silo.Services);
        silo.Configure<GrainCollectionOptions>(options =>
                (options.CollectionAge, options.CollectionQuantum) = (IdleAge, IdleCheck)
            )
            .Configure<SiloMessagingOptions>(options => options.MaxForwardCount = MaxForwardCount);
        return isAlone
            // A cache of the directory would only cost time and memory.
            ? silo.Configure<GrainDirectoryOptions>(options =>
                options.CachingStrategy = GrainDirectoryOptions.CachingStrategyType.None
            )
            : silo;
    }
}
