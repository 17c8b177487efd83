using System.Globalization;
using Orleans.Storage;

namespace OrleansRegistration.Pieces;

/// <summary>Storage of one row that stores nothing. A write ends when it is released.</summary>
internal sealed class HeldStorage : IGrainStorage
{
    private TaskCompletionSource _held = new();
    private int _version;

    /// <summary>Ends the write under way, and runs the code that waits for it.</summary>
    public void Release()
    {
        var done = _held;
        _held = new();
        done.SetResult();
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException();

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException();

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = (++_version).ToString(CultureInfo.InvariantCulture);
        return _held.Task;
    }
}
