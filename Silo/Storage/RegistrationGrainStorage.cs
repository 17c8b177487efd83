using System.Data.Common;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.Storage;

/// <summary>
/// Adds to AdoNet storage what this service needs. Refuses keys that AdoNet storage would merge
/// (docs/evidence.md#trap-2). Names the grain type in messages and logs, but never the key, which may be an e-mail
/// address. On SQLite, lets in one write at a time.
/// </summary>
/// <param name="inner">AdoNet storage.</param>
/// <param name="oneWriter">
/// SQLite has one writer. A second writer in this process waits here in line; the driver would sleep 150 ms between
/// tries.
/// </param>
/// <param name="checkFile">Throws when the SQLite file is no longer the file of the start.</param>
internal sealed partial class RegistrationGrainStorage(
    IGrainStorage inner,
    bool oneWriter,
    ILogger<RegistrationGrainStorage> logger,
    Action? checkFile = null,
    StorageMetrics? metrics = null
) : IGrainStorage, IDisposable
{
    private readonly SemaphoreSlim? _turn = oneWriter ? new(1, 1) : null;
    private int _failures;

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        RunAsync("read", stateName, grainId, grainState, () => inner.ReadStateAsync(stateName, grainId, grainState));

    /// <inheritdoc/>
    /// <exception cref="InconsistentStateException">
    /// The row's version is not the state's ETag, or the ETag is <c>null</c> and a row exists. Nothing was written.
    /// </exception>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        RunAsync(
            "write",
            stateName,
            grainId,
            grainState,
            () => InTurnAsync(() => inner.WriteStateAsync(stateName, grainId, grainState))
        );

    /// <inheritdoc/>
    /// <remarks>Deletes the row.</remarks>
    /// <exception cref="InconsistentStateException">
    /// The row's version is not the state's ETag, or rows of this type are never deleted (<see
    /// cref="RowVersions.MayEnd"/>). Nothing was deleted.
    /// </exception>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        RunAsync(
            "clear",
            stateName,
            grainId,
            grainState,
            () => InTurnAsync(() => inner.ClearStateAsync(stateName, grainId, grainState))
        );

    /// <inheritdoc/>
    public void Dispose() => _turn?.Dispose();

    private async Task RunAsync<T>(
        string operation,
        string stateName,
        GrainId grainId,
        IGrainState<T> grainState,
        Func<Task> run
    )
    {
        if (grainId.TryGetIntegerKey(out _, out _) || grainId.TryGetGuidKey(out _, out _))
        {
            throw new ArgumentException(
                $"A key of {stateName} reads as a number or a GUID, which AdoNet storage stores as such. "
                    + "Give it a prefix such as 'code/'.",
                nameof(grainId)
            );
        }

        using var span = BatchSpans.StartRequest(operation, database: 0);
        var start = Stopwatch.GetTimestamp();
        Exception? failure = null;
        try
        {
            checkFile?.Invoke();
            await run();
            checkFile?.Invoke(); // if the file was moved meanwhile, the write is lost
        }
        catch (InconsistentStateException)
        {
            // AdoNet's own message has the key.
            throw new InconsistentStateException(
                $"Could not {operation} {stateName}: its row does not have version {grainState.ETag ?? "none"}.",
                null,
                grainState.ETag
            );
        }
        catch (Exception exception)
        {
            LogFailed(exception, operation, stateName);
            span.Fail(failure = exception);
            throw;
        }
        finally
        {
            metrics?.Record(operation, 0, rows: 1, TimeSpan.Zero, Stopwatch.GetElapsedTime(start), failure);
        }
    }

    private async Task InTurnAsync(Func<Task> change)
    {
        if (_turn is null)
        {
            await change();
            return;
        }

        var (start, failures) = (Stopwatch.GetTimestamp(), Volatile.Read(ref _failures));
        await _turn.WaitAsync();
        try
        {
            // A write failed meanwhile, so this write would probably wait as long and fail too. It was not tried.
            if (failures != Volatile.Read(ref _failures) && Stopwatch.GetElapsedTime(start) >= StorageWaits.Lock)
            {
                throw new StorageUnavailableException("Storage does not answer: too long a wait to write.");
            }

            await change();
        }
        catch (DbException)
        {
            Interlocked.Increment(ref _failures);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Storage could not {Operation} a record of {StateName}.")]
    private partial void LogFailed(Exception exception, string operation, string stateName);
}
