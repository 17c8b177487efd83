namespace OrleansRegistration.Storage;

/// <summary>The ways in which a storage call fails.</summary>
public enum StorageFailure
{
    /// <summary>A write is not made.</summary>
    Before,

    /// <summary>A write is made, and its reply is lost.</summary>
    ReplyLost,

    /// <summary>A write fails, and lands later.</summary>
    Late,

    /// <summary>A read is not answered.</summary>
    ReadFails,
}

/// <summary>Lists the ways to fail, and plans them.</summary>
public static class StorageFailures
{
    /// <summary>The ways in which a write fails.</summary>
    public static readonly IReadOnlyList<StorageFailure> OfWrites =
    [
        StorageFailure.Before,
        StorageFailure.ReplyLost,
        StorageFailure.Late,
    ];

    /// <summary>The ways in which an operation fails.</summary>
    public static IReadOnlyList<StorageFailure> Of(StorageOperation operation) =>
        operation == StorageOperation.Read ? [StorageFailure.ReadFails] : OfWrites;

    /// <summary>The points at which these calls can fail: operation, grain type, and number among its kind.</summary>
    public static IReadOnlyList<(StorageOperation Operation, string Type, int Nth)> PointsOf(
        IEnumerable<StorageCall> calls
    ) =>
        [
            .. calls
                .GroupBy(call => (call.Operation, call.GrainType))
                .SelectMany(kind =>
                    Enumerable.Range(1, kind.Count()).Select(nth => (kind.Key.Operation, kind.Key.GrainType, nth))
                ),
        ];

    /// <summary>Plans a failure of the <paramref name="nth"/> call that matches.</summary>
    public static StorageFault Fail(
        this StorageFaults faults,
        StorageFailure way,
        Func<StorageCall, bool> match,
        int nth
    ) =>
        way switch
        {
            StorageFailure.Before => faults.FailBefore(match, nth),
            StorageFailure.ReplyLost => faults.FailAfter(match, nth),
            StorageFailure.Late => faults.FailNowLandLater(match, nth),
            _ => faults.FailRead(match, nth),
        };
}
