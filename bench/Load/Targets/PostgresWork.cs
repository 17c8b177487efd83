namespace OrleansRegistration.Bench.Targets;

/// <summary>Counters of a PostgreSQL server.</summary>
/// <param name="WalBytes">Bytes of the write-ahead log.</param>
/// <param name="WalFlushes">How often the log was forced to the disk.</param>
/// <param name="Transactions">Committed transactions.</param>
/// <param name="StoredBytes">The size of all databases.</param>
internal sealed record PostgresWork(long WalBytes, long WalFlushes, long Transactions, long StoredBytes)
{
    public static PostgresWork operator -(PostgresWork after, PostgresWork before) =>
        new(
            after.WalBytes - before.WalBytes,
            after.WalFlushes - before.WalFlushes,
            after.Transactions - before.Transactions,
            after.StoredBytes - before.StoredBytes
        );
}
