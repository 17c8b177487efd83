using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Storage;

/// <summary>
/// Makes this process the only one that serves its store (docs/adr/0018). Nothing stored depends on it, but answers from memory do: two owners
/// would each answer from their own. A lost lock is taken again at once; when another process has it by then, this one stops.
/// </summary>
internal sealed partial class StoreOwner(
    RegistrationDatabase database,
    IOptions<ClusterOptions> cluster,
    IHostApplicationLifetime lifetime,
    ILogger<StoreOwner> logger
) : IHostedLifecycleService, IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    // A process that was told to stop, or killed, a moment ago may not be gone yet; nor may the session whose connection was lost.
    private const int Tries = 12;

    private readonly IStoreLock _lock = Create(database, cluster.Value.ServiceId);
    private readonly CancellationTokenSource _stopping = new();
    private Task _watch = Task.CompletedTask;
    private Task? _released;

    /// <summary>Of a database.</summary>
    public static IStoreLock Create(RegistrationDatabase database, string serviceId) =>
        database.IsPostgreSql
            ? new PostgresStoreLock(database.ConnectionString, serviceId)
            : new FileStoreLock(Path.GetDirectoryName(database.File)!);

    /// <summary>Takes it, with some patience.</summary>
    /// <exception cref="StartUpException">Another process has it, or the database cannot be asked; the message names the setting.</exception>
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

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await TakeAsync(_lock, database, cancellationToken);
        _watch = Task.Run(() => WatchAsync(_stopping.Token), CancellationToken.None);
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
    /// <remarks>Last: until now the silo wrote.</remarks>
    public Task StoppedAsync(CancellationToken cancellationToken) => ReleaseAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync();
        _stopping.Dispose();
    }

    // Once, however often a host is stopped and disposed of.
    private Task ReleaseAsync()
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

    /// <returns>Who still holds it after some patience; <c>null</c>: taken.</returns>
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
            $"{database.Setting}: the {database.Place} is in use by {holder}. One process at a time may serve a store: stop that one, or set another {database.Setting}."
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
                    await Task.Delay(RetryDelay, stopping); // Nor can anything be written while the database cannot be reached.
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

/// <summary>Puts it into a silo.</summary>
internal static class StoreOwnership
{
    /// <summary>Before storage, so that nothing is read or migrated before the store is owned.</summary>
    public static void AddStoreOwner(this ISiloBuilder silo) => silo.Services.AddHostedService<StoreOwner>();
}
