namespace OrleansRegistration.Bench.Targets;

/// <summary>The SQL statements that count the accounts and redemptions of a service.</summary>
/// <param name="RedemptionsOf">Takes the parameters <c>@username</c> and <c>@code</c>.</param>
internal sealed record AccountQueries(string Accounts, string Redemptions, string RedemptionsOf)
{
    /// <summary>Our service on PostgreSQL.</summary>
    public static AccountQueries OwnPostgreSql { get; } =
        Own("payload->>'status'", "coalesce(sum((payload->>'registered')::bigint), 0)::bigint");

    /// <summary>Our service on SQLite.</summary>
    public static AccountQueries OwnSqlite { get; } =
        Own("payload->>'$.status'", "coalesce(sum(payload->>'$.registered'), 0)");

    /// <summary>ASP.NET Core Identity.</summary>
    public static AccountQueries AspNetIdentity { get; } =
        InOneTable("\"AspNetUsers\"", "\"UserName\"", "\"InvitationUserCount\"");

    /// <summary>better-auth.</summary>
    public static AccountQueries BetterAuth { get; } = InOneTable("\"user\"", "username", "\"invitationUserCount\"");

    private static AccountQueries Own(string status, string count) =>
        new(
            $"select count(*) from grain_state where grain_type = 'user' and {status} = 'Live'",
            $"select {count} from grain_state where grain_type = 'code'",
            $"select {count} from grain_state where grain_type = 'code' and grain_key = 'code/' || @code"
        );

    private static AccountQueries InOneTable(string table, string username, string count) =>
        new(
            $"select count(*) from {table}",
            $"select coalesce(sum({count}), 0)::bigint from {table}",
            $"select coalesce(sum({count}), 0)::bigint from {table} where {username} = @username"
        );
}
