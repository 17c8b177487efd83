namespace OrleansRegistration.Storage;

/// <summary>Setting <c>Storage:Mode</c>: how grain records reach the database.</summary>
public enum StorageMode
{
    /// <summary>
    /// All writes that wait in a silo are one statement in one transaction, and all reads are one statement. The
    /// default.
    /// </summary>
    Batched,

    /// <summary>
    /// Each write is a statement of Microsoft.Orleans.Persistence.AdoNet, on the same rows: the mode may change at any
    /// restart. For connection poolers that do not keep one session for each connection.
    /// </summary>
    AdoNet,
}
