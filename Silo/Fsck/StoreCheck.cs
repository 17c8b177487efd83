using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>Reads a store once and checks it.</summary>
internal static class StoreCheck
{
    /// <summary>Checks all rows of a service as they are now.</summary>
    /// <param name="time">The clock that leases are given by, or one like it.</param>
    /// <param name="limitsWereLowered">See <see cref="StoreFacts"/>.</param>
    /// <param name="report">Is given each breach when it is found.</param>
    /// <exception cref="System.Data.Common.DbException">The database cannot be read.</exception>
    /// <exception cref="InvalidOperationException">There is no such store; the message names the setting.</exception>
    public static async Task<FsckSummary> RunAsync(
        RegistrationDatabase database,
        string serviceId,
        TimeProvider time,
        bool limitsWereLowered,
        Action<Breach> report,
        CancellationToken cancellationToken = default
    )
    {
        await using var snapshot = await StoreSnapshot.OpenAsync(database, serviceId, cancellationToken);
        var facts = new StoreFacts(time.GetUtcNow(), limitsWereLowered, report);
        var any = false;
        await foreach (var row in snapshot.RowsAsync(cancellationToken))
        {
            any = true;
            facts.Add(row);
        }

        return any || await snapshot.IsEmptyAsync(cancellationToken)
            ? facts.Finish()
            : throw new InvalidOperationException(
                $"Cluster:ServiceId: the {database.Place} has records, but none of service '{serviceId}'."
            );
    }
}
