using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Storage;

/// <summary>
/// Makes this process, or the cluster that it belongs to, the only one that serves its store
/// (docs/adr/0018-one-owner-of-a-store.md). Rows do not depend on that, but answers from memory do: two owners would
/// answer from memories of their own. A lost lock is taken again at once. If another owner has it by then, this process
/// stops.
/// </summary>
/// <param name="isAlone">Whether this process owns the store alone; otherwise it shares it with its cluster.</param>
internal sealed partial class StoreOwner(
    RegistrationDatabase database,
    bool isAlone,
    IOptions<ClusterOptions> cluster,
    IHostApplicationLifetime lifetime,
    ILogger<StoreOwner> logger
) : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    // A process that was stopped or killed a moment ago may still exist. So may the session of a lost connection.
    private const int Tries = 12;

    private readonly IStoreLock _lock = Create(
        database,
        cluster.Value.ServiceId,
        isAlone ? null : cluster.Value.ClusterId
    );
    private readonly CancellationTokenSource _stopping = new();
    private Task _watch = Task.CompletedTask;
    private Task? _released;

    /// <summary>The lock of a database.</summary>
    /// <param name="clusterId">The cluster whose nodes share the lock; <c>null</c> for a process that is alone.</param>
    public static IStoreLock Create(RegistrationDatabase database, string serviceId, string? clusterId = null) =>
#pragma warning disable CA2000 // The lock disposes of the one that it wraps.
        database.IsPostgreSql
            ? new ListedStoreLock(new PostgresStoreLock(database.ConnectionString, serviceId, clusterId), database)
            : new FileStoreLock(Path.GetDirectoryName(database.File)!);
#pragma warning restore CA2000

    /// <summary>Takes the lock, and waits a few seconds for it if necessary.</summary>
    /// <exception cref="StartUpException">
    /// Another process holds the lock, or the database does not answer; the message names the setting.
    /// </exception>
    public static async Task TakeAsync(
        IStoreLock storeLock,
        RegistrationDatabase database,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (await TryTakeAsync(storeLock, cancellationToken) is { } holder)
            {
                throw InUse(database, holder);
            }
        }
        catch (Exception failure)
            when (failure is DbException or TimeoutException or IOException or UnauthorizedAccessException)
        {
            throw new StartUpException(
                $"{database.Setting}: the {database.Place} cannot be used. {failure.Message}",
                failure
            );
        }
    }

    /// <summary>Takes the lock, and takes it again whenever it is lost.</summary>
    /// <inheritdoc cref="TakeAsync" path="/exception"/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await TakeAsync(_lock, database, cancellationToken);
        _watch = Task.Run(() => WatchAsync(_stopping.Token), CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync();
        _stopping.Dispose();
    }

    /// <summary>Releases the lock once, although a host is both stopped and disposed of.</summary>
    public Task ReleaseAsync()
    {
        lock (_stopping)
        {
            return _released ??= ReleaseOnceAsync();
        }
    }

    private async Task ReleaseOnceAsync()
    {
        await _stopping.CancelAsync();
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _lock.DisposeAsync();
    }

    /// <returns><c>null</c> if the lock was taken; otherwise its holder after some seconds.</returns>
    private static async Task<string?> TryTakeAsync(IStoreLock storeLock, CancellationToken cancellationToken)
    {
        string? holder = null;
        for (
            var tries = 0;
            tries < Tries && (holder = await storeLock.TryTakeAsync(cancellationToken)) is not null;
            tries++
        )
        {
            await Task.Delay(RetryDelay, cancellationToken);
        }

        return holder;
    }

    private static StartUpException InUse(RegistrationDatabase database, string holder) =>
        new(
            $"{database.Setting}: the {database.Place} is in use by {holder}. "
                + "One process or one cluster at a time may serve a store: stop that one, "
                + $"or set another {database.Setting}."
        );

    private async Task WatchAsync(CancellationToken stopping)
    {
        while (true)
        {
            await _lock.WatchAsync(stopping);
            stopping.ThrowIfCancellationRequested();
            LogLost(database.Place);
            while (true)
            {
                try
                {
                    if (await TryTakeAsync(_lock, stopping) is { } holder)
                    {
                        var reason = InUse(database, holder).Message;
                        LogTaken(reason);
                        Environment.ExitCode = StartUp.Failed;
                        lifetime.StopApplication();
                        return;
                    }

                    LogTakenAgain(database.Place);
                    break;
                }
                catch (Exception failure) when (failure is DbException or TimeoutException or IOException)
                {
                    // While the database does not answer, nothing can be written either.
                    await Task.Delay(RetryDelay, stopping);
                }
            }
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The lock on the {Place} was lost with its connection; taking it again."
    )]
    private partial void LogLost(string place);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lock on the {Place} was taken again.")]
    private partial void LogTakenAgain(string place);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Reason} This process stops.")]
    private partial void LogTaken(string reason);
}

/// <summary>Adds the owner to a silo.</summary>
internal static class StoreOwnership
{
    /// <summary>
    /// Adds the owner. Call it before storage is added: nothing may be read or migrated before the store is owned.
    /// </summary>
    public static void AddStoreOwner(this ISiloBuilder silo, bool isAlone) =>
        silo.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<StoreOwners>(services, isAlone));
}
