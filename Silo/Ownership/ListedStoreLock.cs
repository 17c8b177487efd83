namespace OrleansRegistration.Storage;

/// <summary>
/// A lock on a database whose list must not have changed when the lock is taken again: a rebalance may have moved rows
/// meanwhile.
/// </summary>
internal sealed class ListedStoreLock(IStoreLock inner, RegistrationDatabase database) : IStoreLock
{
    /// <inheritdoc/>
    public async Task<string?> TryTakeAsync(CancellationToken cancellationToken)
    {
        var holder = await inner.TryTakeAsync(cancellationToken);
        if (holder is null && database.IsInUse && !await DatabaseList.IsUnchangedAsync(database, cancellationToken))
        {
            await inner.DisposeAsync();
            return $"a store with other databases (see '{DatabaseList.Command}')";
        }

        return holder;
    }

    /// <inheritdoc/>
    public Task WatchAsync(CancellationToken cancellationToken) => inner.WatchAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
