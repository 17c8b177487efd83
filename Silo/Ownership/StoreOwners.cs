using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Storage;

/// <summary>Owns each database of the store (<see cref="StoreOwner"/>), in the order of their numbers.</summary>
internal sealed class StoreOwners : IHostedLifecycleService, IAsyncDisposable
{
    private readonly RegistrationStore _store;
    private readonly StoreOwner[] _owners;

    /// <inheritdoc cref="StoreOwner" path="/param"/>
    public StoreOwners(RegistrationStore store, bool isAlone, IServiceProvider services)
    {
        _store = store;
        _owners =
        [
            .. store.Databases.Select(database =>
                ActivatorUtilities.CreateInstance<StoreOwner>(services, database, isAlone)
            ),
        ];
    }

    /// <summary>Takes an exclusive lock on each database of a store, for a command.</summary>
    /// <exception cref="StartUpException">
    /// Another process holds a lock, or a database does not answer; the message names the setting.
    /// </exception>
    /// <exception cref="InvalidOperationException">Two settings name one database.</exception>
    public static async Task<IAsyncDisposable> TakeAllAsync(
        RegistrationStore store,
        string serviceId,
        CancellationToken cancellationToken
    )
    {
        await CheckDistinctAsync(store, cancellationToken);
        var taken = new TakenLocks();
        try
        {
            foreach (var database in store.Databases)
            {
#pragma warning disable CA2000 // All are disposed of together.
                taken.Locks.Push(StoreOwner.Create(database, serviceId));
#pragma warning restore CA2000
                await StoreOwner.TakeAsync(taken.Locks.Peek(), database, cancellationToken);
            }

            return taken;
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await CheckDistinctAsync(_store, cancellationToken);
        foreach (var owner in _owners)
        {
            await owner.StartAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>Releases the locks last, because the silo writes until now.</remarks>
    public Task StoppedAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_owners.Select(owner => owner.ReleaseAsync()));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var owner in _owners)
        {
            await owner.DisposeAsync();
        }
    }

    private static async Task CheckDistinctAsync(RegistrationStore store, CancellationToken cancellationToken)
    {
        try
        {
            await store.CheckDistinctAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is DbException or TimeoutException)
        {
            throw new StartUpException(
                $"{StorageOptions.ConnectionStringKey}: a database cannot be used. {failure.Message}",
                failure
            );
        }
    }

    private sealed class TakenLocks : IAsyncDisposable
    {
        public Stack<IStoreLock> Locks { get; } = [];

        public async ValueTask DisposeAsync()
        {
            while (Locks.TryPop(out var taken))
            {
                await taken.DisposeAsync();
            }
        }
    }
}
