namespace OrleansRegistration.Storage;

/// <summary>How long storage waits for the database. Longer, a client has gone; the protocol settles what then is unknown.</summary>
internal static class StorageWaits
{
    /// <summary>For a lock that another session holds, and for a turn behind an operation that failed.</summary>
    public static readonly TimeSpan Lock = TimeSpan.FromSeconds(2);

    /// <summary>For an answer to a statement, and for a connection.</summary>
    public static readonly TimeSpan Answer = TimeSpan.FromSeconds(5);
}
