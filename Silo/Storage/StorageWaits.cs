namespace OrleansRegistration.Storage;

/// <summary>
/// How long storage waits for the database. After a longer wait the client is gone; the protocol settles outcomes that
/// are unknown then.
/// </summary>
internal static class StorageWaits
{
    /// <summary>The wait for a lock of another session, and for a turn behind an operation that failed.</summary>
    public static readonly TimeSpan Lock = TimeSpan.FromSeconds(2);

    /// <summary>The wait for an answer to a statement, and for a connection.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(5);
}
