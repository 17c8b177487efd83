using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>Puts storage into a silo.</summary>
public static class RegistrationStorage
{
    /// <summary>The key of the service's <see cref="IGrainStorage"/>.</summary>
    public const string Name = StorageNames.Registration;

    private const string AdoNetName = "registration (AdoNet)";

    /// <summary>
    /// Adds the keyed <see cref="IGrainStorage"/> <see cref="Name"/> over the database that the configuration names, its schema migration before the
    /// silo starts, and <see cref="IStorageProbe"/>. State is written with the container's <see cref="IGrainStorageSerializer"/>, which must
    /// give JSON in UTF-8.
    /// </summary>
    public static ISiloBuilder AddRegistrationStorage(this ISiloBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<StorageOptions>()
            .Configure<IConfiguration>(Read)
            .Validate(options => options.Mode == StorageMode.AdoNet, "Storage:Mode must be AdoNet; Batched is not available yet.")
            .Validate(options => !string.IsNullOrWhiteSpace(options.DataDirectory), "DataDirectory must name a directory.")

            // Nothing of the text is repeated: what does not parse may be the tail of an unquoted password.
            .Validate(options => options.ConnectionStringIsUsable(), $"{StorageOptions.ConnectionStringKey} must be empty or a PostgreSQL connection string such as 'Host=…;Database=…;Username=…;Password=…'.")
            .ValidateOnStart();
        services.AddSingleton<RegistrationDatabase>();
        services.AddSingleton<IStorageProbe>(provider => provider.GetRequiredService<RegistrationDatabase>());
        services.AddHostedService<SchemaMigration>();

        builder.AddAdoNetGrainStorage(AdoNetName, options => options.Configure<RegistrationDatabase>((storage, database) =>
        {
            storage.Invariant = database.Invariant;
            storage.ConnectionString = database.ConnectionString;
        }));

        // Its error messages hold grain keys, and so e-mail addresses; RegistrationGrainStorage logs the same errors without.
        services.AddLogging(logging => logging.AddFilter("Orleans.Storage.AdoNetGrainStorage", LogLevel.None));
        services.AddKeyedSingleton<IGrainStorage>(Name, (provider, _) => new RegistrationGrainStorage(
            provider.GetRequiredKeyedService<IGrainStorage>(AdoNetName),
            oneWriter: !provider.GetRequiredService<RegistrationDatabase>().IsPostgreSql,
            provider.GetRequiredService<ILogger<RegistrationGrainStorage>>()));
        return builder;
    }

    private static void Read(StorageOptions options, IConfiguration configuration)
    {
        options.DataDirectory = configuration["DataDirectory"] ?? options.DataDirectory;
        options.ConnectionString = configuration[StorageOptions.ConnectionStringKey] ?? "";
        options.Mode = configuration.GetValue("Storage:Mode", options.Mode);
    }
}
