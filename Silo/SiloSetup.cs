using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using OrleansRegistration.Logging;
using OrleansRegistration.Storage;
using OrleansRegistration.Sweep;

namespace OrleansRegistration.Hosting;

/// <summary>The silo: where the grains live.</summary>
public static class SiloSetup
{
    private const int DefaultSiloPort = 11111;
    private const int DefaultGatewayPort = 30000;
    private const string DefaultId = "registration";

    // After a sign-up nobody asks its names, and seldom its user, again soon; a burst must leave nothing in memory but what is in use
    // (docs/adr/0008). A grain in use stays.
    private static readonly TimeSpan IdleAge = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IdleCheck = TimeSpan.FromSeconds(5);

    // Where grains were found last. Orleans' own million fills up with the names of a burst, which nobody calls again: 2.5 KiB a sign-up.
    private const int RememberedPlaces = 10_000;

    // Calls that wait for a grain that leaves memory are sent on to its next activation, and refused by Orleans after so many times. Its own 2 is
    // too few for a name that many fight over while one after another is granted, released and asked.
    private const int MaxForwardCount = 32;

    /// <summary>Runs a silo in this process until it is stopped.</summary>
    public static async Task RunAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.AddRegistrationSilo();
        await builder.Build().RunAsync();
    }

    /// <summary>Setting <c>Cluster:ServiceId</c>, which is part of every stored key.</summary>
    internal static string ServiceId(IConfiguration configuration) => configuration.GetValue("Cluster:ServiceId", DefaultId)!;

    /// <summary>Hosts a silo in this process, with its storage and the settings <c>Cluster:*</c>.</summary>
    public static IHostApplicationBuilder AddRegistrationSilo(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.LogFailuresBriefly();
        var cluster = builder.Configuration.GetSection("Cluster");
        return builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(cluster.GetValue("SiloPort", DefaultSiloPort), cluster.GetValue("GatewayPort", DefaultGatewayPort));
            silo.Configure<ClusterOptions>(options =>
            {
                options.ServiceId = ServiceId(builder.Configuration);
                options.ClusterId = cluster.GetValue("ClusterId", DefaultId)!;
            });
            silo.ConfigureMemory();
            silo.AddRegistrationStorage();
            silo.Services.AddRegistrationGrains(builder.Configuration);
            silo.Services.AddHostedService<SweepWorker>();
        });
    }

    /// <summary>What a silo keeps in memory, and for how long.</summary>
    public static ISiloBuilder ConfigureMemory(this ISiloBuilder silo)
    {
        ArgumentNullException.ThrowIfNull(silo);
        SteadyTime.Use(silo.Services);
        return silo
            .Configure<GrainCollectionOptions>(options => (options.CollectionAge, options.CollectionQuantum) = (IdleAge, IdleCheck))
            .Configure<GrainDirectoryOptions>(options => options.CacheSize = RememberedPlaces)
            .Configure<SiloMessagingOptions>(options => options.MaxForwardCount = MaxForwardCount);
    }
}
