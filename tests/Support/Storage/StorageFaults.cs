using System.Collections.Immutable;

namespace OrleansRegistration.Storage;

/// <summary>
/// A plan of storage failures and a log of all storage calls, shared by the <see cref="FaultyGrainStorage"/> of every silo of a test. Thread-safe.
/// </summary>
/// <remarks>Each planned fault strikes once, at the <c>nth</c> call that matches it from the moment it was planned.</remarks>
public sealed class StorageFaults
{
    private readonly Lock _lock = new();
    private ImmutableList<StorageCall> _log = [];
    private ImmutableList<StorageFault> _plan = [];

    /// <summary>Every call so far, oldest first.</summary>
    public IReadOnlyList<StorageCall> Log => _log;

    /// <summary>Every write and clear so far, oldest first: what an operation would have to survive the failure of, one by one.</summary>
    public IReadOnlyList<StorageCall> Writes => [.. _log.Where(IsWrite)];

    /// <summary>The write throws; nothing is written.</summary>
    public StorageFault FailBefore(Func<StorageCall, bool> match, int nth = 1) =>
        Plan(StorageFaultKind.FailBefore, call => IsWrite(call) && match(call), nth);

    /// <summary>The write is done, then throws: the reply is lost.</summary>
    public StorageFault FailAfter(Func<StorageCall, bool> match, int nth = 1) =>
        Plan(StorageFaultKind.FailAfter, call => IsWrite(call) && match(call), nth);

    /// <summary>The write waits, its caller with it, until <see cref="StorageFault.Release"/>.</summary>
    public StorageFault Hold(Func<StorageCall, bool> match, int nth = 1) =>
        Plan(StorageFaultKind.Hold, call => IsWrite(call) && match(call), nth);

    /// <summary>The write throws at once, as a time-out does, and is done when the test says so: <see cref="StorageFault.LandAsync"/>.</summary>
    public StorageFault FailNowLandLater(Func<StorageCall, bool> match, int nth = 1) =>
        Plan(StorageFaultKind.FailNowLandLater, call => IsWrite(call) && match(call), nth);

    /// <summary>The read throws.</summary>
    public StorageFault FailRead(Func<StorageCall, bool> match, int nth = 1) =>
        Plan(StorageFaultKind.FailBefore, call => !IsWrite(call) && match(call), nth);

    /// <summary>Forgets log and plan. A fault that struck already keeps what it holds.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _log = [];
            _plan = [];
        }
    }

    /// <summary>Logs a call and finds the fault that strikes it, if any.</summary>
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

            // Every fault counts the call, also when another strikes it.
            var due = _plan.FindAll(fault => fault.IsDue(call));
            var fault = due.FirstOrDefault();
            if (fault is not null)
            {
                _plan = _plan.Remove(fault);
            }

            return (call, fault);
        }
    }

    private static bool IsWrite(StorageCall call) => call.Operation != StorageOperation.Read;

    private StorageFault Plan(StorageFaultKind kind, Func<StorageCall, bool> match, int nth)
    {
        var fault = new StorageFault(kind, match, nth);
        lock (_lock)
        {
            _plan = _plan.Add(fault);
        }

        return fault;
    }
}
