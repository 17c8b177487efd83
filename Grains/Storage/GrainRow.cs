using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using OrleansRegistration.Placement;

namespace OrleansRegistration.Storage;

/// <summary>A row as storage has it. An absent row has version 0 and no value.</summary>
internal readonly record struct Stored<T>(T? Value, long Version)
    where T : class;

/// <summary>
/// Reads and writes the row of one grain by version. It remembers nothing: the caller says on which version a write was
/// decided, also when the row has moved on inside the same activation (docs/protocol.md#rule-2). Values must be
/// immutable snapshots, because storage may serialize them off the grain's scheduler (docs/evidence.md#trap-3).
/// </summary>
internal sealed class GrainRow<T>(string grainType, GrainId grainId, IGrainStorage storage, MemoryTrust? trust = null)
    where T : class
{
    /// <summary>The row of <paramref name="grain"/>.</summary>
    public GrainRow(string grainType, IGrainContext grain)
        : this(grainType, grain.GrainId, StorageOf(grain), grain.ActivationServices.GetRequiredService<MemoryTrust>())
    { }

    /// <summary>A row of <paramref name="grain"/> with another key than the grain's.</summary>
    public GrainRow(string grainType, IGrainContext grain, string key)
        : this(grainType, GrainId.Create(grainType, key), StorageOf(grain)) { }

    /// <summary>Whether what was read or written may stand in for the row (<see cref="MemoryTrust"/>).</summary>
    public bool MayBeRemembered => trust?.IsGood is not false;

    /// <summary>Reads the row.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public async Task<Stored<T>> ReadAsync()
    {
        var state = new GrainState<T>();
        try
        {
            await storage.ReadStateAsync(grainType, grainId, state);
        }
        catch (Exception e) when (e is not StorageUnavailableException) // the storage provider logs the cause
        {
            throw new StorageUnavailableException($"Reading a {grainType} row failed.");
        }

        return new(state.RecordExists ? state.State : null, Version(state.ETag));
    }

    /// <summary>Writes <paramref name="value"/> if the row still has <paramref name="version"/>.</summary>
    /// <exception cref="InconsistentStateException">The row has another version; nothing was written.</exception>
    /// <exception cref="StorageUnavailableException">It is unknown whether the row was written.</exception>
    public async Task<Stored<T>> WriteAsync(T value, long version)
    {
        var state = new GrainState<T>(value, version == 0 ? null! : version.ToString(CultureInfo.InvariantCulture))
        {
            RecordExists = version != 0,
        };
        try
        {
            await storage.WriteStateAsync(grainType, grainId, state);
        }
        catch (Exception e) when (e is not (StorageUnavailableException or InconsistentStateException))
        {
            throw new StorageUnavailableException($"It is unknown whether a {grainType} row was written.");
        }

        return new(value, Version(state.ETag));
    }

    /// <summary>
    /// Deletes the row if it still has <paramref name="version"/>. Only rows of names and codes may be deleted, because
    /// their versions never repeat (docs/protocol.md#words).
    /// </summary>
    /// <exception cref="InconsistentStateException">The row has another version; nothing was deleted.</exception>
    /// <exception cref="StorageUnavailableException">It is unknown whether the row was deleted.</exception>
    public async Task<Stored<T>> DeleteAsync(long version)
    {
        var state = new GrainState<T>(null!, version.ToString(CultureInfo.InvariantCulture)) { RecordExists = true };
        try
        {
            await storage.ClearStateAsync(grainType, grainId, state);
        }
        catch (Exception e) when (e is not (StorageUnavailableException or InconsistentStateException))
        {
            throw new StorageUnavailableException($"It is unknown whether a {grainType} row was deleted.");
        }

        return new(null, 0);
    }

    private static IGrainStorage StorageOf(IGrainContext grain) =>
        grain.ActivationServices.GetRequiredKeyedService<IGrainStorage>(StorageNames.Registration);

    private static long Version(string? etag) =>
        string.IsNullOrEmpty(etag) ? 0 : long.Parse(etag, CultureInfo.InvariantCulture);
}
