using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.Operators;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>
/// Reads lists of accounts from table <c>person</c>. Every page takes the same time however many accounts there are: it
/// reads a range of an index, or at most <see cref="Scanned"/> rows of one.
/// </summary>
internal sealed class PeopleReader(RegistrationStore store, IOptions<ClusterOptions> cluster)
{
    /// <summary>The most rows that a page looks at when no index fits its filter.</summary>
    public const int Scanned = 10_000;

    private const string Columns = $"{PersonRow.Columns}, invited, subtree";

    // Sorts after every name that begins with the text before it, by bytes of UTF-8.
    private const string Last = "\U0010FFFF";

    // The names that are searched, in this order, and where a row of the columns has their keys.
    private static readonly ImmutableArray<(PeopleField Field, NameKind Kind, string Column, int Place)> Names =
    [
        (PeopleField.Username, NameKind.Username, "username_key", 8),
        (PeopleField.Nickname, NameKind.Nickname, "nickname_key", 10),
        (PeopleField.Email, NameKind.Email, "email_key", 12),
    ];

    /// <inheritdoc cref="IPeopleGrain.ListAsync"/>
    public Task<PeoplePage?> ListAsync(PeopleQuery query)
    {
        PeoplePosition? from = null;
        return query.Cursor is { } cursor && !PeoplePosition.TryParse(cursor, out from)
            ? Task.FromResult<PeoplePage?>(null)
            : UseAsync(connection =>
                query.Search is { } search
                    ? SearchAsync(connection, query, search, from)
                    : ListAsync(connection, query, from)
            );
    }

    /// <inheritdoc cref="IPeopleGrain.FindPathAsync"/>
    public Task<ImmutableArray<Person>> FindPathAsync(UserId id, int most) =>
        UseAsync(async connection =>
            (
                await connection.ReadAsync(
                    $"""
                    with recursive up (id, depth) as (
                        select user_id, 1 from person where service_id = @service and user_id = @id
                        union all
                        select p.inviter, up.depth + 1
                        from up join person p on p.service_id = @service and p.user_id = up.id
                        where p.inviter is not null and up.depth < @most)
                    select {Columns}
                    from up join person on service_id = @service and user_id = up.id
                    order by up.depth
                    """,
                    Read,
                    CancellationToken.None,
                    ("id", id.Value),
                    ("most", most)
                )
            ).ToImmutableArray()
        );

    private static Person Read(DbDataReader row)
    {
        var person = PersonRow.Read(row);
        return new(
            new(person.UserId),
            person.Ended,
            person.Active,
            person.Disabled,
            person.Frozen,
            Enum.TryParse<Role>(person.Role, out var role) ? role : Role.User,
            person.Username,
            person.Nickname,
            person.Email,
            person.JoinedAt,
            person.ActivatedAt,
            person.EndedAt,
            person.Level,
            person.ConsumptionCents / 100m,
            person.Mail,
            person.Code,
            person.InviterCode,
            person.Inviter is { } inviter ? new(inviter) : null,
            row.GetInt64(24),
            row.GetInt64(25),
            person.Quarantine is { } quarantine
                ? JsonSerializer.Deserialize(quarantine, StateJson.Default.Quarantine)
                : null
        );
    }

    private Task<T> UseAsync<T>(Func<ReadModelConnection, Task<T>> use, int database = 0) =>
        ReadModelConnection.UseAsync(store, cluster.Value.ServiceId, use, database);

    private static async Task<PeoplePage?> ListAsync(
        ReadModelConnection connection,
        PeopleQuery query,
        PeoplePosition? from
    )
    {
        if (from is not null && !DateTimeOffset.TryParse(from.Value.Sort, CultureInfo.InvariantCulture, out _))
        {
            return null;
        }

        var parameters = new List<(string, object)> { ("limit", query.Limit) };
        var indexed = Indexed(query, from, parameters);
        var residual = Residual(query);
        var (order, backward) = query.OldestFirst ? ("asc", "desc") : ("desc", "asc");
        var scan = $"""
            select {Columns} from person where service_id = @service{indexed}
            order by joined_at {order}, user_id {order} limit {(residual.Length == 0 ? "@limit" : Scanned)}
            """;
        var items = await connection.ReadAsync(
            residual.Length == 0
                ? scan
                : $"select * from ({scan}) as p where {residual} "
                    + $"order by joined_at {order}, user_id {order} limit @limit",
            Read,
            CancellationToken.None,
            [.. parameters]
        );
        PeoplePosition? next = items.Count == query.Limit ? PositionOf(items[^1].JoinedAt, items[^1].Id.Value) : null;
        if (next is null && residual.Length > 0)
        {
            // The page is not full, but more rows may follow those that were looked at.
            var ends = await connection.ReadAsync(
                $"""
                select joined_at, user_id, (select count(*) from ({scan}) as c) from ({scan}) as p
                order by joined_at {backward}, user_id {backward} limit 1
                """,
                row => (Position: PositionOf(row.TimeOrNull(0)!.Value, row.GetGuid(1)), Count: row.GetInt64(2)),
                CancellationToken.None,
                [.. parameters]
            );
            next = ends is [{ Count: Scanned } end] ? end.Position : null;
        }

        return new([.. items], next?.ToString());

        static PeoplePosition PositionOf(DateTimeOffset joined, Guid id) =>
            new(0, joined.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), id);
    }

    /// <summary>The conditions that an index answers.</summary>
    private static string Indexed(PeopleQuery query, PeoplePosition? from, List<(string, object)> parameters)
    {
        var sql = new StringBuilder();
        And(query.Inviter is not null, "inviter = @inviter", () => ("inviter", query.Inviter!.Value.Value));
        And(query.Code is not null, "inviter_code = @code", () => ("code", query.Code!));
        And(query.Level is not null, "level = @level and level > 0", () => ("level", query.Level!.Value));
        And(query.From is not null, "joined_at >= @from", () => ("from", query.From!.Value));
        And(query.To is not null, "joined_at < @to", () => ("to", query.To!.Value));
        sql.Append(
            query.State switch
            {
                PersonState.Disabled => " and disabled",
                PersonState.Frozen => " and frozen",
                PersonState.Quarantined => " and quarantine is not null",
                PersonState.Admin => " and role is not null",
                _ => "",
            }
        );
        if (from is { } position)
        {
            sql.Append(query.OldestFirst ? " and (joined_at, user_id) > " : " and (joined_at, user_id) < ")
                .Append("(@joined, @id)");
            parameters.Add(("joined", DateTimeOffset.Parse(position.Sort, CultureInfo.InvariantCulture)));
            parameters.Add(("id", position.Id));
        }

        return sql.ToString();

        void And(bool isWanted, string condition, Func<(string, object)> parameter)
        {
            if (isWanted)
            {
                sql.Append(" and ").Append(condition);
                parameters.Add(parameter());
            }
        }
    }

    /// <summary>The conditions that no index answers; empty for none.</summary>
    private static string Residual(PeopleQuery query) =>
        query.State switch
        {
            PersonState.Active => "active and not ended and not disabled",
            PersonState.Inactive => "not active and not ended and not disabled",
            PersonState.Ended => "ended",
            _ => "",
        };

    private async Task<PeoplePage?> SearchAsync(
        ReadModelConnection connection,
        PeopleQuery query,
        string search,
        PeoplePosition? from
    )
    {
        if (query.Field is PeopleField.Id or null && UserId.TryParse(search, out var id))
        {
            return new([.. await FindAsync(connection, id)], null);
        }

        var items = new List<Person>();
        for (var stage = from?.Stage ?? 0; stage < Names.Length; stage++)
        {
            if (query.Field is not null && query.Field != Names[stage].Field)
            {
                continue;
            }

            var left = query.Limit - items.Count;
            var found = await SearchAsync(connection, query, search, stage, from?.Stage == stage ? from : null, left);
            items.AddRange(found.Select(row => row.Person));
            if (found.Count == left)
            {
                var (last, sort) = found[^1];
                return new([.. items], new PeoplePosition(stage, sort, last.Id.Value).ToString());
            }
        }

        if (
            query.Field is PeopleField.Code or null
            && InvitationCode.TryParse(search, out var code)
            && await FindOwnerAsync(code) is { } owner
        )
        {
            items.AddRange((await FindAsync(connection, owner)).ExceptBy(items.Select(item => item.Id), p => p.Id));
        }

        return new([.. items], null);
    }

    /// <summary>
    /// Searches one kind of name. Leaves out accounts whose name of an earlier kind was found.
    /// </summary>
    private static Task<List<(Person Person, string Sort)>> SearchAsync(
        ReadModelConnection connection,
        PeopleQuery query,
        string search,
        int stage,
        PeoplePosition? from,
        int limit
    )
    {
        var column = Names[stage].Column;
        var parameters = new List<(string, object)> { ("limit", limit) };
        var sql = new StringBuilder($"select {Columns} from person where service_id = @service and ");
        sql.Append(Matches(stage));
        for (var earlier = 0; earlier < stage && query.Field is null; earlier++)
        {
            sql.Append(CultureInfo.InvariantCulture, $" and not coalesce({Matches(earlier)}, false)");
        }

        if (from is { } position)
        {
            sql.Append(CultureInfo.InvariantCulture, $" and ({column}, user_id) > (@sort, @id)");
            parameters.Add(("sort", position.Sort));
            parameters.Add(("id", position.Id));
        }

        sql.Append(CultureInfo.InvariantCulture, $" order by {column}, user_id limit @limit");
        return connection.ReadAsync(
            sql.ToString(),
            row => (Read(row), row.GetString(Names[stage].Place)),
            CancellationToken.None,
            [.. parameters]
        );

        string Matches(int name)
        {
            var key = NameSearch.KeyOf(Names[name].Kind, search);
            parameters.Add(($"first{name}", key));
            if (query.Exact)
            {
                return $"{Names[name].Column} = @first{name}";
            }

            parameters.Add(($"last{name}", key + Last));
            return $"({Names[name].Column} >= @first{name} and {Names[name].Column} < @last{name})";
        }
    }

    private static Task<List<Person>> FindAsync(ReadModelConnection connection, UserId id) =>
        connection.ReadAsync(
            $"select {Columns} from person where service_id = @service and user_id = @id",
            Read,
            CancellationToken.None,
            ("id", id.Value)
        );

    /// <summary>The account that a code's own row names.</summary>
    private Task<UserId?> FindOwnerAsync(InvitationCode code) =>
        UseAsync(
            async connection =>
            {
                var owners = await connection.ReadAsync(
                    "select payload ->> 'owner' from grain_state "
                        + $"where service_id = @service and grain_type = '{GrainTypes.Code}' and grain_key = @key",
                    row => row.TextOrNull(0),
                    CancellationToken.None,
                    ("key", code.GrainKey)
                );
                return owners is [{ } owner] && UserId.TryParse(owner, out var id) ? id : (UserId?)null;
            },
            store.HomeOf(Encoding.UTF8.GetBytes(code.GrainKey))
        );
}
