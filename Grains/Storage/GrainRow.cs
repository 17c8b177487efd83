using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>A row as storage had it. An absent row has version 0 and no value.</summary>
internal readonly record struct Stored<T>(T? Value, long Version)
    where T : class;

/// <summary>
/// One grain's row, read and written by version. It remembers nothing: who writes says which version the write was decided on, also when
/// the row has moved on inside the same activation (protocol.md, rule 2). Values are immutable snapshots, because storage may serialize
/// them off the grain's scheduler (evidence.md, trap 3).
/// </summary>
internal sealed class GrainRow<T>(string grainType, GrainId grainId, IGrainStorage storage)
    where T : class
{
    /// <summary>The row of <paramref name="grain"/>.</summary>
    public GrainRow(string grainType, IGrainContext grain)
        : this(
            grainType,
            grain.GrainId,
            grain.ActivationServices.GetRequiredKeyedService<IGrainStorage>(StorageNames.Registration)
        ) { }

    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public async Task<Stored<T>> ReadAsync()
    {
        var state = new GrainState<T>();
        try
        {
            await storage.ReadStateAsync(grainType, grainId, state);
        }
        catch (Exception e) when (e is not StorageUnavailableException) // logged where storage is registered
        {
            throw new StorageUnavailableException($"Reading a {grainType} row failed.");
        }

        return new(state.RecordExists ? state.State : null, Version(state.ETag));
    }

    /// <summary>Writes <paramref name="value"/> if the row still has <paramref name="version"/>.</summary>
    /// <exception cref="InconsistentStateException">It has not; nothing was written.</exception>
    /// <exception cref="StorageUnavailableException">Whether it was written is unknown.</exception>
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
            throw new StorageUnavailableException($"Whether a {grainType} row was written is unknown.");
        }

        return new(value, Version(state.ETag));
    }

    /// <summary>Deletes the row if it still has <paramref name="version"/>. A row of a name or a code only: no version of it comes again (docs/adr/0013, 0016).</summary>
    /// <exception cref="InconsistentStateException">It has not; nothing was deleted.</exception>
    /// <exception cref="StorageUnavailableException">Whether it was deleted is unknown.</exception>
    public async Task<Stored<T>> DeleteAsync(long version)
    {
        var state = new GrainState<T>(null!, version.ToString(CultureInfo.InvariantCulture)) { RecordExists = true };
        try
        {
            await storage.ClearStateAsync(grainType, grainId, state);
        }
        catch (Exception e) when (e is not (StorageUnavailableException or InconsistentStateException))
        {
            throw new StorageUnavailableException($"Whether a {grainType} row was deleted is unknown.");
        }

        return new(null, 0);
    }

    private static long Version(string? etag) =>
        string.IsNullOrEmpty(etag) ? 0 : long.Parse(etag, CultureInfo.InvariantCulture);
}

/// <summary>Names that storage is registered and keyed by.</summary>
public static class StorageNames
{
    /// <summary>The keyed <see cref="IGrainStorage"/> of all grains.</summary>
    public const string Registration = "registration";
}
