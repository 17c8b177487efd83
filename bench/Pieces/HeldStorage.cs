using System.Globalization;
using Orleans.Storage;

namespace OrleansRegistration.Pieces;

/// <summary>Storage of one row that keeps nothing; a write is done when it is released.</summary>
internal sealed class HeldStorage : IGrainStorage
{
    private TaskCompletionSource held = new();
    private int version;

    /// <summary>Ends the write under way, and runs on what waits for it.</summary>
    public void Release()
    {
        var done = held;
        held = new();
        done.SetResult();
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException();

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        throw new NotSupportedException();

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.ETag = (++version).ToString(CultureInfo.InvariantCulture);
        return held.Task;
    }
}
