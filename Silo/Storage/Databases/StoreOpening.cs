using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace OrleansRegistration.Storage;

/// <summary>
/// Migrates the schema of each database, and then compares their lists with the settings. Runs before the rest of the
/// host, because clustering and grain storage read the schema.
/// </summary>
internal sealed class StoreOpening(
    RegistrationStore store,
    IOptions<ClusterOptions> cluster,
    ILogger<SchemaMigration> logger
) : IHostedLifecycleService
{
    /// <summary>Opens a store that this process owns.</summary>
    /// <exception cref="InvalidOperationException">
    /// A database cannot be used, or the settings name other databases than the store has; the message names the
    /// setting and has no password.
    /// </exception>
    public static async Task OpenAsync(
        RegistrationStore store,
        string serviceId,
        ILogger<SchemaMigration> logger,
        CancellationToken cancellationToken
    )
    {
        await MigrateAsync(store, logger, cancellationToken);
        await DatabaseList.UseAsync(store, serviceId, cancellationToken);
    }

    /// <summary>Migrates the schema of each database.</summary>
    /// <inheritdoc cref="SchemaMigration.MigrateAsync(CancellationToken)" path="/exception"/>
    public static async Task MigrateAsync(
        RegistrationStore store,
        ILogger<SchemaMigration> logger,
        CancellationToken cancellationToken
    )
    {
        foreach (var database in store.Databases)
        {
            await new SchemaMigration(database, logger).MigrateAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) =>
        OpenAsync(store, cluster.Value.ServiceId, logger, cancellationToken);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
