namespace OrleansRegistration.Storage;

internal enum StorageFaultKind
{
    FailBefore,
    FailAfter,
    Hold,
    FailNowLandLater,
}

/// <summary>One planned failure. <see cref="StorageFaults"/> makes it.</summary>
public sealed class StorageFault
{
    private readonly Func<StorageCall, bool> _match;
    private readonly TaskCompletionSource<StorageCall> _struck = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _callsToGo;
    private Func<Task>? _land;

    internal StorageFault(StorageFaultKind kind, Func<StorageCall, bool> match, int nth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nth, 1);
        (Kind, _match, _callsToGo) = (kind, match, nth);
    }

    internal StorageFaultKind Kind { get; }

    internal bool Lasts { get; init; }

    internal Task Released => _released.Task;

    /// <summary>Completes with the call once the call was struck: failed, held, or promised to land later.</summary>
    public Task<StorageCall> Struck => _struck.Task;

    /// <summary>Lets a held write go on.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Makes the write whose caller was told before that it failed.</summary>
    /// <exception cref="Orleans.Storage.InconsistentStateException">
    /// The row has another version by now, so the late write changed nothing.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// No write was struck yet, or the write has landed already.
    /// </exception>
    public Task LandAsync() =>
        (Interlocked.Exchange(ref _land, null) ?? throw new InvalidOperationException("There is no write to land."))();

    /// <summary>
    /// Counts a matching call, and tells whether the fault strikes this call. The caller holds the lock of <see
    /// cref="StorageFaults"/>.
    /// </summary>
    internal bool IsDue(StorageCall call) => _match(call) && --_callsToGo <= 0;

    internal void Strike(StorageCall call, Func<Task>? land = null)
    {
        _land = land;
        _struck.TrySetResult(call);
    }
}
