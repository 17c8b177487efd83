using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using OrleansRegistration.Storage;
using OrleansRegistration.Sweep;

namespace OrleansRegistration.Hosting;

/// <summary>The silo: where the grains live.</summary>
public static partial class SiloSetup
{
    // After a sign-up nobody asks its names, and seldom its user, again soon; a burst must leave nothing in memory but what is in use
    // (docs/adr/0008). A grain in use stays.
    private static readonly TimeSpan IdleAge = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleCheck = TimeSpan.FromSeconds(5);

    // Where grains were found last. Orleans' own million fills up with the names of a burst, which nobody calls again: 2.5 KiB a sign-up.
    private const int RememberedPlaces = 10_000;

    // Calls that wait for a grain that leaves memory are sent on to its next activation, and refused by Orleans after so many times. Its own 2 is
    // too few for a name that many fight over while one after another is granted, released and asked.
    private const int MaxForwardCount = 32;

    /// <summary>Runs a silo in this process until it is stopped; the exit code.</summary>
    /// <param name="args">Its settings.</param>
    /// <param name="commands">What else could have been meant by a word that is none.</param>
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

    /// <summary>Hosts a silo in this process, with its storage, which it owns alone, and the settings <c>Cluster:*</c>.</summary>
    /// <param name="opensPorts">Whether it listens for Web APIs and other silos; if not, it opens no port.</param>
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
        var how = cluster.Tls ? "with the cluster's certificate" : "without TLS: whoever reaches the port is trusted";
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("OrleansRegistration.Hosting");
        LogServing(logger, gateway, how, data);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The silo serves Web APIs on {Gateway}, {How}. Data is in {Data}."
    )]
    private static partial void LogServing(ILogger logger, System.Net.IPEndPoint gateway, string how, string data);

    /// <summary>What a silo keeps in memory, and for how long.</summary>
    public static ISiloBuilder ConfigureMemory(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        SteadyTime.Use(silo.Services);
        return silo.Configure<GrainCollectionOptions>(options =>
                (options.CollectionAge, options.CollectionQuantum) = (IdleAge, IdleCheck)
            )
            .Configure<GrainDirectoryOptions>(options => options.CacheSize = RememberedPlaces)
            .Configure<SiloMessagingOptions>(options => options.MaxForwardCount = MaxForwardCount);
    }
}
