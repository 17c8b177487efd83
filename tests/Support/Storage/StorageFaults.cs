using System.Collections.Immutable;

namespace OrleansRegistration.Storage;

/// <summary>
/// Holds a plan of storage failures and a log of all storage calls. The <see cref="FaultyGrainStorage"/> of every silo
/// of a test shares one instance. Thread-safe.
/// </summary>
/// <remarks>
/// Each planned fault strikes at the <c>nth</c> matching call since the fault was planned: once, or, if it lasts, at
/// every later call as well, until the plan is cleared.
/// </remarks>
public sealed class StorageFaults
{
    private readonly Lock _lock = new();
    private ImmutableList<StorageCall> _log = [];
    private ImmutableList<StorageFault> _plan = [];

    /// <summary>Every call so far, oldest first.</summary>
    public IReadOnlyList<StorageCall> Log => _log;

    /// <summary>Every write and clear so far, oldest first. A test makes each of them fail in turn.</summary>
    public IReadOnlyList<StorageCall> Writes => [.. _log.Where(IsWrite)];

    /// <summary>Makes a write throw before anything is written.</summary>
    public StorageFault FailBefore(Func<StorageCall, bool> match, int nth = 1, bool lasts = false) =>
        Plan(StorageFaultKind.FailBefore, call => IsWrite(call) && match(call), nth, lasts);

    /// <summary>Makes a write throw after it was made, as if the reply were lost.</summary>
    public StorageFault FailAfter(Func<StorageCall, bool> match, int nth = 1) =>
        Plan(StorageFaultKind.FailAfter, call => IsWrite(call) && match(call), nth);

    /// <summary>Makes a write and its caller wait until <see cref="StorageFault.Release"/>.</summary>
    public StorageFault Hold(Func<StorageCall, bool> match, int nth = 1) =>
        Plan(StorageFaultKind.Hold, call => IsWrite(call) && match(call), nth);

    /// <summary>
    /// Makes a write throw at once, as a time-out does. <see cref="StorageFault.LandAsync"/> makes the write later.
    /// </summary>
    public StorageFault FailNowLandLater(Func<StorageCall, bool> match, int nth = 1) =>
        Plan(StorageFaultKind.FailNowLandLater, call => IsWrite(call) && match(call), nth);

    /// <summary>Makes a read throw.</summary>
    public StorageFault FailRead(Func<StorageCall, bool> match, int nth = 1, bool lasts = false) =>
        Plan(StorageFaultKind.FailBefore, call => !IsWrite(call) && match(call), nth, lasts);

    /// <summary>Clears the log and the plan. A fault that struck before keeps what it holds.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _log = [];
            _plan = [];
        }
    }

    /// <summary>Logs a call and finds the fault that strikes it, if there is one.</summary>
    internal (StorageCall Call, StorageFault? Fault) Enter(
        StorageOperation operation,
        string grainType,
        GrainId grainId,
        string? etag
    )
    {
        lock (_lock)
        {
            var call = new StorageCall(_log.Count + 1, operation, grainType, grainId, etag);
            _log = _log.Add(call);

            // Every fault counts the call, even when another fault strikes it.
            var due = _plan.FindAll(fault => fault.IsDue(call));
            var fault = due.FirstOrDefault();
            if (fault is { Lasts: false })
            {
                _plan = _plan.Remove(fault);
            }

            return (call, fault);
        }
    }

    private static bool IsWrite(StorageCall call) => call.Operation != StorageOperation.Read;

    private StorageFault Plan(StorageFaultKind kind, Func<StorageCall, bool> match, int nth, bool lasts = false)
    {
        var fault = new StorageFault(kind, match, nth) { Lasts = lasts };
        lock (_lock)
        {
            _plan = _plan.Add(fault);
        }

        return fault;
    }
}
