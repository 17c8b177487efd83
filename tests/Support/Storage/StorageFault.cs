namespace OrleansRegistration.Storage;

internal enum StorageFaultKind
{
    FailBefore,
    FailAfter,
    Hold,
    FailNowLandLater,
}

/// <summary>One planned failure; made by <see cref="StorageFaults"/>.</summary>
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

    internal Task Released => _released.Task;

    /// <summary>Completes with the call once it is struck: failed, held, or promised to land later.</summary>
    public Task<StorageCall> Struck => _struck.Task;

    /// <summary>Lets a held write go on.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>Does the write whose caller was told long ago that it failed.</summary>
    /// <exception cref="Orleans.Storage.InconsistentStateException">The row has moved on meanwhile: the late write came to nothing.</exception>
    /// <exception cref="InvalidOperationException">No write was struck yet, or it has landed already.</exception>
    public Task LandAsync() =>
        (Interlocked.Exchange(ref _land, null) ?? throw new InvalidOperationException("There is no write to land."))();

    /// <summary>Counts a matching call; whether it is the one. Under the lock of <see cref="StorageFaults"/>.</summary>
    internal bool IsDue(StorageCall call) => _match(call) && --_callsToGo <= 0;

    internal void Strike(StorageCall call, Func<Task>? land = null)
    {
        _land = land;
        _struck.TrySetResult(call);
    }
}
