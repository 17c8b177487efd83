using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tree;

/// <summary>Some accounts that a job on a subtree has to change.</summary>
/// <param name="Ids">The next ones.</param>
/// <param name="Left">How many there are in all.</param>
internal sealed record SubtreeAccounts(IReadOnlyList<UserId> Ids, long Left);

/// <summary>
/// Finds the accounts that a job on a subtree has to change. First it waits until the read model has everything that
/// was committed before.
/// </summary>
internal sealed class SubtreeReader(RegistrationStore store, IOptions<ClusterOptions> cluster)
{
    private const int MaxDepth = 1_000_000;
    private const int Looks = 100;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Accounts below a root that a job has not frozen, the nearest to the root first. Parameters: <c>@root</c>,
    /// <c>@freeze</c>, <c>@most</c>.
    /// </summary>
    /// <remarks>
    /// The recursion reads nothing but the index of inviters. <c>cross join</c> lets SQLite look up each account in an
    /// index. It would read the whole index for each account otherwise.
    /// </remarks>
    public static string Unfrozen { get; } =
        $"""
            with recursive below (user_id, depth) as (
                select user_id, 0 from person where service_id = @service and user_id = @root
                union all
                select p.user_id, below.depth + 1
                from below cross join person p
                where p.service_id = @service and p.inviter = below.user_id and below.depth < {MaxDepth})
            select p.user_id, count(*) over ()
            from below cross join person p
            where p.service_id = @service and p.user_id = below.user_id and coalesce(p.frozen_by, '') not like @freeze
            order by below.depth, p.user_id limit @most
            """;

    private const string Frozen = """
        select user_id, count(*) over () from person
        where service_id = @service and frozen_by is not null and frozen_by like @freeze and user_id <> @root
        order by user_id limit @most
        """;

    /// <summary>Finds accounts in a subtree that a job has not frozen, the nearest to the root first.</summary>
    /// <param name="most">The most accounts.</param>
    /// <returns><c>null</c> while the read model is behind.</returns>
    public Task<SubtreeAccounts?> FindUnfrozenAsync(UserId root, Guid job, int most) =>
        FindAsync(Unfrozen, root, $"%/{job:D}%", most);

    /// <summary>
    /// Finds accounts that are frozen with a subtree, wherever in the tree they are now, but for its root.
    /// </summary>
    /// <inheritdoc cref="FindUnfrozenAsync"/>
    public Task<SubtreeAccounts?> FindFrozenAsync(UserId root, int most) => FindAsync(Frozen, root, $"%{root}/%", most);

    private async Task<SubtreeAccounts?> FindAsync(string sql, UserId root, string freeze, int most)
    {
        if (!await HasCaughtUpAsync())
        {
            return null;
        }

        return await UseAsync(async connection =>
        {
            var found = await connection.ReadAsync(
                sql,
                row => (Id: new UserId(row.GetGuid(0)), Left: row.GetInt64(1)),
                CancellationToken.None,
                ("root", root.Value),
                ("freeze", freeze),
                ("most", most)
            );

            // Without its root the read model is being made anew.
            return await connection.AnyAsync(
                "select 1 from person where service_id = @service and user_id = @root",
                CancellationToken.None,
                ("root", root.Value)
            )
                ? new SubtreeAccounts([.. found.Select(row => row.Id)], found is [var (_, left), ..] ? left : 0)
                : null;
        });
    }

    /// <summary>
    /// Waits until the read model has read every row that is noted now. A row is noted by the commit that writes it,
    /// and its note is removed after it was read.
    /// </summary>
    private async Task<bool> HasCaughtUpAsync()
    {
        var noted = new long?[store.Databases.Length];
        for (var number = 0; number < noted.Length; number++)
        {
            noted[number] = (
                await UseAsync(
                    connection =>
                        connection.ReadAsync(
                            "select max(seq) from row_change where service_id = @service",
                            row => row.IsDBNull(0) ? (long?)null : row.GetInt64(0),
                            CancellationToken.None
                        ),
                    number
                )
            )[0];
        }

        for (var number = 0; number < noted.Length; number++)
        {
            for (var looks = 0; noted[number] is { } newest && await IsNotedAsync(newest, number); looks++)
            {
                if (looks == Looks)
                {
                    return false;
                }

                await Task.Delay(BetweenLooks);
            }
        }

        return true;
    }

    private Task<bool> IsNotedAsync(long newest, int database) =>
        UseAsync(
            connection =>
                connection.AnyAsync(
                    "select 1 from row_change where service_id = @service and seq <= @newest limit 1",
                    CancellationToken.None,
                    ("newest", newest)
                ),
            database
        );

    private Task<T> UseAsync<T>(Func<ReadModelConnection, Task<T>> use, int database = 0) =>
        ReadModelConnection.UseAsync(store, cluster.Value.ServiceId, use, database);
}
