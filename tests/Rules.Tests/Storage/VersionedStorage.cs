using System.Globalization;
using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>Rows in memory, with versions. It answers at once, unless reads are held.</summary>
internal sealed class VersionedStorage : IGrainStorage
{
    private readonly SortedDictionary<string, (object Value, int Version)> _rows = new(StringComparer.Ordinal);
    private TaskCompletionSource? _held;

    /// <summary>The keys of the rows.</summary>
    public IReadOnlyCollection<string> Keys => _rows.Keys;

    public void HoldReads() => _held = new();

    public void ReleaseReads() => _held!.SetResult();

    /// <summary>The row with a key.</summary>
    public T Get<T>(string key) => (T)_rows[key].Value;

    /// <summary>Puts a row there as its first version.</summary>
    public void Put(string key, object value) => _rows[key] = (value, 1);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var found = _rows.TryGetValue(grainId.Key.ToString()!, out var row);
        if (_held is { } held)
        {
            await held.Task;
        }

        (grainState.RecordExists, grainState.State) = (found, (T)row.Value!);
        grainState.ETag = found ? row.Version.ToString(CultureInfo.InvariantCulture) : null;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = grainId.Key.ToString()!;
        var version = _rows.GetValueOrDefault(key).Version;
        if ((grainState.ETag ?? "0") != version.ToString(CultureInfo.InvariantCulture))
        {
            throw new InconsistentStateException("Another version.");
        }

        _rows[key] = (grainState.State!, version + 1);
        grainState.ETag = (version + 1).ToString(CultureInfo.InvariantCulture);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException();
}
