using System.Data.Common;
using System.Globalization;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>The rows of all databases of a store as they are at one moment.</summary>
/// <remarks>
/// Several databases have no common clock. So writes are held back in all of them, for as long as it takes to open the
/// snapshots: a few milliseconds, and never longer than <see cref="Patience"/>. A write that a snapshot has was
/// committed before that, and a write that it has not was begun after.
/// </remarks>
internal sealed class StoreMoment : IAsyncDisposable
{
    /// <summary>The wait for the writes that are under way. A writer gives up after a longer wait.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly List<StoreSnapshot> _snapshots = [];

    private StoreMoment() { }

    /// <summary>A snapshot of each database, by number.</summary>
    public IReadOnlyList<StoreSnapshot> Snapshots => _snapshots;

    /// <summary>Opens all databases. Rows are read as they are now.</summary>
    /// <exception cref="DbException">A database cannot be read.</exception>
    /// <exception cref="InvalidOperationException">
    /// A schema has another version than this program, or the settings name other databases than the store has; the
    /// message names the setting.
    /// </exception>
    public static async Task<StoreMoment> OpenAsync(
        RegistrationStore store,
        string serviceId,
        CancellationToken cancellationToken
    )
    {
        var moment = new StoreMoment();
        var held = new List<DbConnection>();
        try
        {
            foreach (var database in store.IsSpread ? store.Databases : [])
            {
                held.Add(await database.OpenAsync(cancellationToken));
                await HoldWritesAsync(held[^1], cancellationToken);
            }

            // The first database comes last: its read model may only be newer than the changes of the others, which are
            // removed once it has them.
            foreach (var database in store.Databases.Reverse())
            {
#pragma warning disable CA2000 // The moment disposes of it.
                moment._snapshots.Insert(0, await StoreSnapshot.OpenAsync(database, serviceId, cancellationToken));
#pragma warning restore CA2000
            }

            await EndAsync(held);
            var entries = new List<DatabaseEntry?>();
            foreach (var snapshot in moment._snapshots)
            {
                entries.Add(await snapshot.ReadEntryAsync(cancellationToken));
            }

            DatabaseList.Use(store, serviceId, entries);
            return moment;
        }
        catch
        {
            await EndAsync(held);
            await moment.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether no database has rows, of any service.</summary>
    /// <exception cref="DbException">A database cannot be read.</exception>
    public async Task<bool> IsEmptyAsync(CancellationToken cancellationToken)
    {
        foreach (var snapshot in _snapshots)
        {
            if (!await snapshot.IsEmptyAsync(cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var snapshot in _snapshots)
        {
            await snapshot.DisposeAsync();
        }
    }

    // Each write takes the lock too, shared, until its end: Migrations/PostgreSql/0005.sql.
    private static async Task HoldWritesAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant and a number of this class.
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            begin; set local lock_timeout = {Patience.TotalMilliseconds};
            select pg_advisory_xact_lock(x'736e617073686f74'::bigint)
            """
        );
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task EndAsync(List<DbConnection> held)
    {
        foreach (var connection in held)
        {
            await StoreSnapshot.EndTransactionAsync(connection);
            await connection.DisposeAsync();
        }

        held.Clear();
    }
}
