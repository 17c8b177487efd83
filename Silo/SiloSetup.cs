using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using OrleansRegistration.Storage;
using OrleansRegistration.Sweep;

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
                builder.AddRegistrationSilo(opensPorts: true);
                builder.CheckSettings();
                var host = builder.Build();
                host.Services.GetRequiredService<IHostApplicationLifetime>()
                    .ApplicationStarted.Register(() => Announce(host.Services));
                return host;
            }
        );

    /// <summary>
    /// Hosts a silo in this process, with storage that this process alone owns, and the settings <c>Cluster:*</c>.
    /// </summary>
    /// <param name="opensPorts">
    /// Whether the silo listens for Web APIs and other silos; otherwise it opens no port.
    /// </param>
    public static IHostApplicationBuilder AddRegistrationSilo(this IHostApplicationBuilder builder, bool opensPorts)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var cluster = builder.GetClusterSettings();
        return builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(cluster.SiloPort, opensPorts ? cluster.GatewayPort : 0);
            silo.Configure<ClusterOptions>(options =>
                (options.ServiceId, options.ClusterId) = (cluster.ServiceId, cluster.ClusterId)
            );
            silo.ConfigureMemory();
            silo.AddStoreOwner();
            silo.AddRegistrationStorage();
            silo.Services.AddRegistrationGrains(builder.Configuration);
            silo.Services.AddHostedService<SweepWorker>();
            if (opensPorts)
            {
                silo.OpenPorts(cluster);
            }
            else
            {
                silo.OpenNoPort();
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
    public static ISiloBuilder ConfigureMemory(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        SteadyTime.Use(silo.Services);
        return silo.Configure<GrainCollectionOptions>(options =>
                (options.CollectionAge, options.CollectionQuantum) = (IdleAge, IdleCheck)
            )
            // A silo that is alone has the whole directory. A cache of it only costs time and memory.
            .Configure<GrainDirectoryOptions>(options =>
                options.CachingStrategy = GrainDirectoryOptions.CachingStrategyType.None
            )
            .Configure<SiloMessagingOptions>(options => options.MaxForwardCount = MaxForwardCount);
    }
}
