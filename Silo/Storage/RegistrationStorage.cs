using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using OrleansRegistration.Audit;
using OrleansRegistration.Hosting;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Jobs;
using OrleansRegistration.People;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Sweep;
using OrleansRegistration.Tree;

namespace OrleansRegistration.Storage;

/// <summary>Adds storage to a silo.</summary>
public static class RegistrationStorage
{
    private const string AdoNetName = "registration (AdoNet)";

    /// <summary>
    /// Adds the keyed <see cref="IGrainStorage"/> <see cref="StorageNames.Registration"/> over the database that the
    /// configuration names, and the migration of its schema before the silo starts. The container's
    /// <see cref="IGrainStorageSerializer"/> must write JSON in UTF-8.
    /// </summary>
    public static ISiloBuilder AddRegistrationStorage(this ISiloBuilder builder)
    {
        var services = builder.Services;
        services.AddStorageOptions(builder.Configuration);
        services.TryAddSingleton<ServiceClock>();
        services.AddSingleton<RegistrationStore>();
        services.AddHostedService<StoreOpening>();
        services.AddSingleton<IAuditEntries, AuditEntries>();
        services.AddSingleton<StaleClaims>();
        services.AddSingleton<StorageMetrics>();
        services.AddSingleton<SweepMetrics>();
        services.AddSingleton(provider => new Projector(
            provider.GetRequiredService<RegistrationStore>(),
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId,
            provider.GetServices<IEventSink>()
        ));
        services.AddSingleton<ReadModelMetrics>();
        services.AddHostedService<ProjectorWorker>();
        services.AddSingleton<PeopleReader>();
        services.AddSingleton<CodeReader>();
        services.AddSingleton<SubtreeReader>();
        services.AddSingleton<IJobWork, FreezeWork>();
        services.AddSingleton<IJobWork, UnfreezeWork>();

        builder.AddAdoNetGrainStorage(
            AdoNetName,
            options =>
                options.Configure<RegistrationStore>(
                    (storage, store) =>
                    {
                        // With several databases nobody uses it.
                        storage.Invariant = store.Databases[0].Invariant;
                        storage.ConnectionString = store.Databases[0].StorageConnectionString;
                    }
                )
        );

        // The error messages of AdoNet storage hold grain keys, and so e-mail addresses. RegistrationGrainStorage logs
        // the same errors without keys.
        services.AddLogging(logging => logging.AddFilter("Orleans.Storage.AdoNetGrainStorage", LogLevel.None));
        services.AddKeyedSingleton(StorageNames.Registration, (provider, _) => Create(provider));
        return builder;
    }

    /// <summary>Binds and checks <see cref="StorageOptions"/>.</summary>
    internal static IServiceCollection AddStorageOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddCheckedOptions<ServiceOptions>(configuration);
        services.AddSingleton(new SettingsSection("Storage", typeof(StorageOptions)));
        services.AddSingleton(new SettingsSection("ConnectionStrings", typeof(ConnectionStringNames)));
        services
            .AddOptions<StorageOptions>()
            .Configure<IOptions<ServiceOptions>>(
                (storage, service) => storage.DataDirectory = service.Value.DataDirectory
            )
            .Configure(storage => Read(storage, configuration))
            .Validate(options => Enum.IsDefined(options.Mode), "Storage:Mode must be Batched or AdoNet.")
            // The message does not repeat the text: a part that does not parse may be the end of an unquoted password.
            .Validate(
                options => options.ConnectionStringsAreUsable(),
                $"{StorageOptions.ConnectionStringKey} must be empty or a PostgreSQL connection string such as "
                    + "'Host=…;Database=…;Username=…;Password=…', or several of them with numbers."
            )
            .Validate(
                options => options.Mode == StorageMode.Batched || options.ConnectionStrings.Count <= 1,
                "Storage:Mode must be Batched with several databases (ConnectionStrings:Registration:0 and so on)."
            )
            .PostConfigure(CheckDistinct)
            .ValidateOnStart();
        return services;
    }

    private static IGrainStorage Create(IServiceProvider provider)
    {
        var store = provider.GetRequiredService<RegistrationStore>();
        var database = store.Databases[0];
        if (provider.GetRequiredService<IOptions<StorageOptions>>().Value.Mode == StorageMode.AdoNet)
        {
            return new RegistrationGrainStorage(
                provider.GetRequiredKeyedService<IGrainStorage>(AdoNetName),
                oneWriter: !database.IsPostgreSql,
                provider.GetRequiredService<ILogger<RegistrationGrainStorage>>(),
                database.CheckFile,
                provider.GetRequiredService<StorageMetrics>()
            );
        }

        return CreateBatched(
            store,
            provider.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId,
            provider,
            provider.GetRequiredService<StorageMetrics>()
        );
    }

    /// <summary>The storage of <see cref="StorageMode.Batched"/> over a store.</summary>
    /// <param name="provider">Has the serializer of records and the services of Orleans' serialization.</param>
    internal static IGrainStorage CreateBatched(
        RegistrationStore store,
        string serviceId,
        IServiceProvider provider,
        StorageMetrics? metrics = null
    )
    {
        return store.IsSpread
            ? new SpreadGrainStorage(store, [.. store.Databases.Select(Create)])
            : Create(store.Databases[0], number: 0);

        BatchedGrainStorage Create(RegistrationDatabase database, int number) =>
            CreateBatched(database, serviceId, provider, metrics, number);
    }

    private static BatchedGrainStorage CreateBatched(
        RegistrationDatabase database,
        string serviceId,
        IServiceProvider provider,
        StorageMetrics? metrics,
        int number
    )
    {
#pragma warning disable CA2000 // The storage disposes of its rows.
        return new BatchedGrainStorage(
            database.IsPostgreSql
                ? new PostgreSqlRowStore(database.StorageConnectionString, serviceId, () => database.ListId)
                : new SqliteRowStore(database.StorageConnectionString, serviceId, database.CheckFile),
            provider.GetRequiredService<IGrainStorageSerializer>(),
            provider.GetRequiredService<IActivatorProvider>(),
            new(),
            provider.GetRequiredService<ILogger<BatchedGrainStorage>>(),
            metrics,
            number
        );
#pragma warning restore CA2000
    }

    private static void Read(StorageOptions options, IConfiguration configuration)
    {
        options.ConnectionStrings = StorageOptions.ReadConnectionStrings(configuration);
        options.Mode = configuration.GetValue("Storage:Mode", options.Mode);
    }

    private static void CheckDistinct(StorageOptions options)
    {
        if (options.ConnectionStringsAreUsable() && options.FindSameDatabase() is (var one, var other))
        {
            throw RegistrationStore.SameDatabase(options.SettingOf(one), options.SettingOf(other));
        }
    }
}
