namespace OrleansRegistration.Storage;

/// <summary>What one process at a time can hold of a store. It ends with the process, however that ends.</summary>
internal interface IStoreLock : IAsyncDisposable
{
    /// <summary>Takes it, or says who holds it, in words for an operator.</summary>
    /// <returns><c>null</c>: taken.</returns>
    Task<string?> TryTakeAsync(CancellationToken cancellationToken);

    /// <summary>Completes when it was lost.</summary>
    Task WatchAsync(CancellationToken cancellationToken);
}
