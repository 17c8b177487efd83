using System.Globalization;
using Microsoft.Extensions.Logging;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>
/// Stores the same rows with the same versions as AdoNet mode, but all changes that wait in this silo are one statement
/// in one transaction, and all reads are another statement. Nothing is answered before its commit. The conflict or
/// refusal of one row never fails other rows. A lost connection fails a whole batch, whose outcome is then unknown. No
/// write is ever repeated. Disposing answers what waits and then closes.
/// </summary>
internal sealed class BatchedGrainStorage : IGrainStorage, IDisposable
{
    /// <summary>The largest payload, in bytes.</summary>
    public const int MaxPayload = 1 << 20;

    private readonly IRowStore _rows;
    private readonly IGrainStorageSerializer _serializer;
    private readonly IActivatorProvider _activators;
    private readonly BatchQueue<RowMutation, bool> _changes;
    private readonly BatchQueue<RowRead, RowContent?> _reads;

    /// <summary>Stores records in <paramref name="rows"/>, and disposes of it.</summary>
    /// <param name="database">The number of the database, for metrics and spans.</param>
    public BatchedGrainStorage(
        IRowStore rows,
        IGrainStorageSerializer serializer,
        IActivatorProvider activators,
        BatchLimits limits,
        ILogger<BatchedGrainStorage> logger,
        StorageMetrics? metrics = null,
        int database = 0
    )
    {
        (_rows, _serializer, _activators) = (rows, serializer, activators);
        _changes = new("write", rows.Write, limits, logger, metrics, database);
        _reads = new("read", rows.Read, limits, logger, metrics, database);
    }

    /// <summary>The number of transactions so far that changed rows.</summary>
    internal long WriteBatches => _changes.Batches;

    /// <summary>
    /// The number of statements so far that read rows. On SQLite, the number of rounds of statements.
    /// </summary>
    internal long ReadBatches => _reads.Batches;

    /// <inheritdoc/>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await _reads.AskAsync(new(Key(stateName, grainId)));
        Set(grainState, row is null ? default : _serializer.Deserialize<T>(new BinaryData(row.Payload)), row?.Version);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The record is larger than <see cref="MaxPayload"/>. Nothing was written.
    /// </exception>
    /// <exception cref="InconsistentStateException">
    /// The row's version is not the state's ETag, or the ETag is <c>null</c> and a row exists. Nothing was written.
    /// </exception>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var payload = _serializer.Serialize(grainState.State).ToArray();
        if (payload.Length > MaxPayload)
        {
            throw new ArgumentException(
                $"A record of {stateName} has {payload.Length} bytes; at most {MaxPayload} are stored.",
                nameof(grainState)
            );
        }

        var change = Change(stateName, grainId, grainState.ETag, payload);
        Set(
            grainState,
            grainState.State,
            await _changes.AskAsync(change) ? change.NextVersion : throw Conflict("write", stateName, grainState.ETag)
        );
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Deletes the row. Like AdoNet storage, reads the row first if the state has no version, and does nothing if there
    /// is no row.
    /// </remarks>
    /// <exception cref="InconsistentStateException">
    /// The row's version is not the state's ETag. Nothing was deleted.
    /// </exception>
    /// <exception cref="NotSupportedException">
    /// Rows of this type are never deleted (<see cref="RowVersions.MayEnd"/>).
    /// </exception>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (!RowVersions.MayEnd(stateName))
        {
            throw new NotSupportedException($"Records of {stateName} are kept.");
        }

        if (string.IsNullOrEmpty(grainState.ETag))
        {
            await ReadStateAsync(stateName, grainId, grainState);
            if (grainState.ETag is null)
            {
                return;
            }
        }

        var deleted = await _changes.AskAsync(Change(stateName, grainId, grainState.ETag, null));
        Set(grainState, default, deleted ? null : throw Conflict("clear", stateName, grainState.ETag));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _changes.Dispose();
        _reads.Dispose();
        _rows.Dispose();
    }

    private static RowKey Key(string stateName, GrainId grainId) => new(stateName, grainId.Key.ToString()!);

    private static InconsistentStateException Conflict(string operation, string stateName, string? etag) =>
        new($"Could not {operation} {stateName}: its row does not have version {etag ?? "none"}.", null, etag);

    private static RowMutation Change(string stateName, GrainId grainId, string? etag, byte[]? payload) =>
        new(
            Key(stateName, grainId),
            string.IsNullOrEmpty(etag) ? null : int.Parse(etag, CultureInfo.InvariantCulture),
            payload
        );

    private void Set<T>(IGrainState<T> grainState, T? value, int? version)
    {
        grainState.State = version is null ? _activators.GetActivator<T>().Create() : value!;
        grainState.ETag = version?.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = version is not null;
    }
}
