namespace OrleansRegistration.Storage;

/// <summary>
/// A lock on a store that one process at a time can hold. It ends with the process, however the process ends.
/// </summary>
internal interface IStoreLock : IAsyncDisposable
{
    /// <summary>Takes the lock if it is free.</summary>
    /// <returns><c>null</c> if the lock was taken; otherwise the holder, in words for an operator.</returns>
    Task<string?> TryTakeAsync(CancellationToken cancellationToken);

    /// <summary>Completes when the lock was lost.</summary>
    Task WatchAsync(CancellationToken cancellationToken);
}
