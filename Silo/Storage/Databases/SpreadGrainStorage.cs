using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>
/// Stores the rows of a store in several databases: each row in its home, by the storage of that database. Disposing
/// disposes of all storages.
/// </summary>
/// <param name="storages">A storage for each database, by number.</param>
internal sealed class SpreadGrainStorage(RegistrationStore store, BatchedGrainStorage[] storages)
    : IGrainStorage,
        IDisposable
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Home(grainId).ReadStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Home(grainId).WriteStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Home(grainId).ClearStateAsync(stateName, grainId, grainState);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var storage in storages)
        {
            storage.Dispose();
        }
    }

    private BatchedGrainStorage Home(GrainId grainId) => storages[store.HomeOf(grainId.Key.AsSpan())];
}
