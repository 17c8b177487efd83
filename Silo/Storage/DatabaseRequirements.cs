using System.Data.Common;

namespace OrleansRegistration.Storage;

/// <summary>
/// The requirements on a database, checked at the start. In an unsuitable database, writes of some names would fail for
/// ever.
/// </summary>
internal static class DatabaseRequirements
{
    /// <summary>Older versions get no security updates: https://www.postgresql.org/support/versioning/.</summary>
    private const int OldestPostgreSql = 14;

    /// <summary>
    /// The oldest version that knows all statements: "on conflict do update" needs 3.24, strict tables need 3.37.
    /// </summary>
    private static readonly Version OldestSqlite = new(3, 37);

    private const string PostgreSqlFacts = """
        select current_setting('server_version_num')::int / 10000,
               current_setting('server_encoding'),
               current_setting('standard_conforming_strings'),
               pg_is_in_recovery() or current_setting('transaction_read_only')::bool,
               coalesce(current_schema(), ''),
               current_schema() is not null and has_schema_privilege(current_schema(), 'CREATE'),
               current_setting('synchronous_commit')
        """;

    /// <summary>
    /// Finds what is wrong with a database, each problem with what is needed. Empty for a suitable database.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindProblemsAsync(
        DbConnection connection,
        bool isPostgreSql,
        CancellationToken cancellationToken
    )
    {
        await using var command = connection.CreateCommand();
        if (!isPostgreSql)
        {
            command.CommandText = "select sqlite_version()";
            var version = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
            return Version.Parse(version) < OldestSqlite
                ? [$"its version is {version}; {OldestSqlite} or a newer one is needed"]
                : [];
        }

        command.CommandText = PostgreSqlFacts;
        await using var facts = await command.ExecuteReaderAsync(cancellationToken);
        await facts.ReadAsync(cancellationToken);
        return
        [
            .. Unless(
                facts.GetInt32(0) >= OldestPostgreSql,
                $"its version is {facts.GetInt32(0)}; {OldestPostgreSql} or a newer one is needed"
            ),
            .. Unless(
                facts.GetString(1) == "UTF8",
                $"its encoding is {facts.GetString(1)}; UTF8 is needed, as in: "
                    + "create database registration encoding 'UTF8' template template0"
            ),
            .. Unless(facts.GetString(2) == "on", "its setting standard_conforming_strings is off; on is needed"),
            .. Unless(
                facts.GetString(6) != "off",
                "its setting synchronous_commit is off, so a crash would lose what was answered; on is needed"
            ),
            .. Unless(
                !facts.GetBoolean(3),
                "it is read-only (a standby, or default_transaction_read_only); one that takes writes is needed"
            ),
            .. Unless(
                facts.GetBoolean(5),
                facts.GetString(4).Length == 0
                    ? "there is no schema on its search_path; one that the user may create tables in is needed"
                    : $"the user may not create tables in its schema '{facts.GetString(4)}'; "
                        + "grant create on the schema, or name another one in Search Path"
            ),
        ];

        static IEnumerable<string> Unless(bool isGood, string problem) => isGood ? [] : [problem];
    }
}
