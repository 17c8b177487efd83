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
/// reads a range of an index, or a bounded number of its rows (<see cref="ListQuery"/>).
/// </summary>
internal sealed class PeopleReader(RegistrationStore store, IOptions<ClusterOptions> cluster)
{
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

    /// <summary>
    /// An account and those above it, <c>@most</c> at most; the last row may be empty. Parameters: <c>@id</c>,
    /// <c>@most</c>.
    /// </summary>
    /// <remarks>With an inner join SQLite would look for each row of the table among these few.</remarks>
    public static string Path { get; } =
        $"""
            with recursive up (id, depth) as (
                select user_id, 1 from person where service_id = @service and user_id = @id
                union all
                select p.inviter, up.depth + 1
                from up join person p on p.service_id = @service and p.user_id = up.id
                where p.inviter is not null and up.depth < @most)
            select {Columns}
            from up left join person on service_id = @service and user_id = up.id
            order by up.depth
            """;

    /// <inheritdoc cref="IPeopleGrain.ListAsync"/>
    public Task<PeoplePage?> ListAsync(PeopleQuery query)
    {
        ListPosition? from = null;
        return
            query.Cursor is { } cursor
            && !(ListPosition.TryParse(cursor, out from) && Guid.TryParseExact(from.Value.Key, "D", out _))
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
                    Path,
                    row => row.IsDBNull(0) ? null : Read(row),
                    CancellationToken.None,
                    ("id", id.Value),
                    ("most", most)
                )
            )
                .OfType<Person>()
                .ToImmutableArray()
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
        ListPosition? from
    )
    {
        var list = new ListQuery("person", Columns, ["joined_at", "user_id"], isDescending: !query.OldestFirst);
        if (from is { } position)
        {
            if (!ListPosition.TryParseTime(position.Sort, out var joined))
            {
                return null;
            }

            list.After(joined, Guid.Parse(position.Key));
        }

        Select(list, query);
        var (items, end) = await list.ReadAsync(connection, Read, query.Limit);
        return new(
            [.. items],
            end is null ? null : new ListPosition(0, ListPosition.TextOf(end.JoinedAt), $"{end.Id.Value:D}").ToString()
        );
    }

    private static void Select(ListQuery list, PeopleQuery query)
    {
        Where(query.Inviter?.Value, "inviter = @inviter", "inviter");
        Where(query.Code, "inviter_code = @code", "code");
        Where(query.Level, "level = @level and level > 0", "level");
        Where(query.From, "joined_at >= @from", "from");
        Where(query.To, "joined_at < @to", "to");
        switch (query.State)
        {
            case PersonState.Disabled:
                list.Where("disabled");
                break;
            case PersonState.Frozen:
                list.Where("frozen");
                break;
            case PersonState.Quarantined:
                list.Where("quarantine is not null");
                break;
            case PersonState.Admin:
                list.Where("role is not null");
                break;
            case PersonState.Active:
                list.Filter("active and not ended and not disabled");
                break;
            case PersonState.Inactive:
                list.Filter("not active and not ended and not disabled");
                break;
            case PersonState.Ended:
                list.Filter("ended");
                break;
            case null:
                break;
        }

        void Where(object? value, string condition, string name)
        {
            if (value is not null)
            {
                list.Where(condition, (name, value));
            }
        }
    }

    private async Task<PeoplePage?> SearchAsync(
        ReadModelConnection connection,
        PeopleQuery query,
        string search,
        ListPosition? from
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
                return new([.. items], new ListPosition(stage, sort, $"{last.Id.Value:D}").ToString());
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
    /// The statement that searches one kind of name. It leaves out accounts whose name of an earlier kind was found.
    /// </summary>
    /// <param name="stage">The kind of name: a place in <see cref="Names"/>.</param>
    public static (string Sql, (string Name, object? Value)[] Parameters) Search(
        PeopleQuery query,
        string search,
        int stage,
        ListPosition? from,
        int limit
    )
    {
        var column = Names[stage].Column;
        var parameters = new List<(string, object?)> { ("limit", limit) };
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
            parameters.Add(("id", Guid.Parse(position.Key)));
        }

        sql.Append(CultureInfo.InvariantCulture, $" order by {column}, user_id limit @limit");
        return (sql.ToString(), [.. parameters]);

        string Matches(int name)
        {
            // With "=" SQLite would read all rows in the order of their ids, so that it need not sort.
            var key = NameSearch.KeyOf(Names[name].Kind, search);
            parameters.Add(($"first{name}", key));
            if (query.Exact)
            {
                return $"({Names[name].Column} >= @first{name} and {Names[name].Column} <= @first{name})";
            }

            parameters.Add(($"last{name}", key + Last));
            return $"({Names[name].Column} >= @first{name} and {Names[name].Column} < @last{name})";
        }
    }

    private static Task<List<(Person Person, string Sort)>> SearchAsync(
        ReadModelConnection connection,
        PeopleQuery query,
        string search,
        int stage,
        ListPosition? from,
        int limit
    )
    {
        var (sql, parameters) = Search(query, search, stage, from, limit);
        return connection.ReadAsync(
            sql,
            row => (Read(row), row.GetString(Names[stage].Place)),
            CancellationToken.None,
            parameters
        );
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
