namespace OrleansRegistration.Bench.Targets;

/// <summary>How one kind of service counts: statements that give one number each.</summary>
/// <param name="RedemptionsOf">Takes the parameters <c>@username</c> and <c>@code</c>.</param>
internal sealed record AccountQueries(string Accounts, string Redemptions, string RedemptionsOf)
{
    /// <summary>Our service on PostgreSQL.</summary>
    public static AccountQueries OwnPostgreSql { get; } =
        new(
            "select count(*) from grain_state where grain_type = 'user' and payload->>'status' = 'Live'",
            "select coalesce(sum((payload->>'registered')::bigint), 0)::bigint from grain_state where grain_type = 'code'",
            "select coalesce(sum((payload->>'registered')::bigint), 0)::bigint from grain_state where grain_type = 'code' and grain_key = 'code/' || @code"
        );

    /// <summary>Our service on SQLite.</summary>
    public static AccountQueries OwnSqlite { get; } =
        new(
            "select count(*) from grain_state where grain_type = 'user' and payload->>'$.status' = 'Live'",
            "select coalesce(sum(payload->>'$.registered'), 0) from grain_state where grain_type = 'code'",
            "select coalesce(sum(payload->>'$.registered'), 0) from grain_state where grain_type = 'code' and grain_key = 'code/' || @code"
        );

    /// <summary>ASP.NET Core Identity.</summary>
    public static AccountQueries AspNetIdentity { get; } =
        InOneTable("\"AspNetUsers\"", "\"UserName\"", "\"InvitationUserCount\"");

    /// <summary>better-auth.</summary>
    public static AccountQueries BetterAuth { get; } = InOneTable("\"user\"", "username", "\"invitationUserCount\"");

    private static AccountQueries InOneTable(string table, string username, string count) =>
        new(
            $"select count(*) from {table}",
            $"select coalesce(sum({count}), 0)::bigint from {table}",
            $"select coalesce(sum({count}), 0)::bigint from {table} where {username} = @username"
        );
}
