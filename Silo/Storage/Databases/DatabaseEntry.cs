using System.Collections.Immutable;
using System.Data.Common;

namespace OrleansRegistration.Storage;

/// <summary>
/// What a PostgreSQL database says of its store, in table <c>store_database</c>. A database that was always alone says
/// nothing.
/// </summary>
/// <param name="Id">The random id of the database. Homes depend on it, and not on names, hosts or numbers.</param>
/// <param name="ServiceId">The service whose rows the database has.</param>
/// <param name="ListId">The random id of the list. Each list has another one.</param>
/// <param name="Members">
/// The list: the ids of the store's databases, in the order of their numbers. A database that has left its store is not
/// in its own list.
/// </param>
/// <param name="NextListId">
/// The id of the list to which a rebalance moves rows; <c>null</c> when none is under way.
/// </param>
/// <param name="NextMembers">The list to which a rebalance moves rows.</param>
internal sealed record DatabaseEntry(
    Guid Id,
    string ServiceId,
    Guid ListId,
    ImmutableArray<Guid> Members,
    Guid? NextListId,
    ImmutableArray<Guid> NextMembers
)
{
    private const string Statement = """
        select database_id, service_id, list_id, members, next_list_id, coalesce(next_members, '{}')
        from store_database
        """;

    /// <summary>Whether the database holds rows of its store.</summary>
    public bool IsMember => Members.Contains(Id);

    /// <summary>Reads the entry of a PostgreSQL database.</summary>
    /// <returns><c>null</c> if there is none.</returns>
    /// <exception cref="DbException">The database cannot be read.</exception>
    public static async Task<DatabaseEntry?> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Statement;
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new(
                row.GetGuid(0),
                row.GetString(1),
                row.GetGuid(2),
                [.. await row.GetFieldValueAsync<Guid[]>(3, cancellationToken)],
                await row.IsDBNullAsync(4, cancellationToken) ? null : row.GetGuid(4),
                [.. await row.GetFieldValueAsync<Guid[]>(5, cancellationToken)]
            )
            : null;
    }
}
