using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;
using OrleansRegistration.Fsck;

namespace OrleansRegistration.Storage;

/// <summary>
/// A store whose rows a command reads and writes beside a running service, as its grains do: each write against the
/// version that it was decided on. The command does not own the store. Disposing closes the connections.
/// </summary>
internal sealed class OpenStore : IDisposable
{
    private readonly ServiceProvider _serialization;
    private readonly IGrainStorage _storage;

    private OpenStore(RegistrationStore store, string serviceId, ILoggerFactory loggers)
    {
        Store = store;
        _serialization = new ServiceCollection()
            .AddSerializer()
            .AddSingleton(loggers)
            .AddLogging()
            .AddSingleton<IGrainStorageSerializer, StateJsonSerializer>()
            .BuildServiceProvider();
        _storage = RegistrationStorage.CreateBatched(store, serviceId, _serialization);
    }

    /// <summary>The databases.</summary>
    public RegistrationStore Store { get; }

    /// <summary>Opens a store that exists.</summary>
    /// <exception cref="InvalidOperationException">
    /// There is no such store, its schema has another version than this program, or the settings name other databases
    /// than the store has; the message names the setting.
    /// </exception>
    public static async Task<OpenStore> OpenAsync(
        IOptions<StorageOptions> options,
        string serviceId,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        RegistrationStore.ForReading(options).Dispose(); // a SQLite file must exist
#pragma warning disable CA2000 // The result disposes of it.
        var store = new RegistrationStore(options);
#pragma warning restore CA2000
        try
        {
            foreach (var database in store.Databases)
            {
                await using var snapshot = await StoreSnapshot.OpenAsync(database, serviceId, cancellationToken);
            }

            await DatabaseList.UseAsync(store, serviceId, cancellationToken);
            return new(store, serviceId, loggers);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            store.Dispose();
            throw store.Failed("cannot be read", exception);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The row of a grain.</summary>
    public GrainRow<T> Row<T>(RowKey key)
        where T : class => new(key.GrainType, GrainId.Create(key.GrainType, key.GrainKey), _storage);

    /// <inheritdoc/>
    public void Dispose()
    {
        (_storage as IDisposable)?.Dispose();
        _serialization.Dispose();
        Store.Dispose();
    }
}
