using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using OrleansRegistration.People;
using OrleansRegistration.Storage;
using OrleansRegistration.Tree;
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.ReadModel;

/// <summary>
/// On SQLite, statements that take many rows as JSON find each of them by an index, and so do searches and walks in the
/// tree. SQLite knows nothing of the number of rows, and might read the whole table instead.
/// </summary>
public sealed partial class StatementPlanTests
{
    [Fact]
    public Task Statements_with_many_rows_never_read_a_whole_table() =>
        ExpectIndexesAsync([
            .. StatementsOf(new ReadModelSql(isPostgreSql: false)),
            .. StatementsOf(new WebhookSql(isPostgreSql: false)),
        ]);

    [Fact]
    public Task Searches_of_people_and_walks_in_the_tree_never_read_a_whole_table() =>
        ExpectIndexesAsync([
            ("Path", PeopleReader.Path),
            ("Unfrozen", SubtreeReader.Unfrozen),
            .. from isExact in new[] { true, false }
            from field in new PeopleField?[] { null, PeopleField.Email }
            from stage in Enumerable.Range(0, 3)
            from position in new ListPosition?[] { null, new(stage, "a", $"{Guid.Empty:D}") }
            let query = new PeopleQuery(Field: field, Exact: isExact)
            select ($"{query} {stage}", PeopleReader.Search(query, "a@example.org", stage, position, 50).Sql),
        ]);

    private static async Task ExpectIndexesAsync((string Name, string Sql)[] statements)
    {
        Assert.True(statements.Length > 10);
        using var database = new SqliteDatabase();
        using var store = await SeededStore.CreateAsync(
            new Dictionary<string, string?> { ["DataDirectory"] = database.DataDirectory },
            1
        );
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(database.DataDirectory, "registration.db")};Pooling=false"
        );
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var (name, sql) in statements)
        {
            foreach (var step in await PlanAsync(connection, sql))
            {
                Assert.False(WholeTable().IsMatch(step), $"{name}: {step}");
            }
        }
    }

    /// <summary>The index is searched for the service only, or not at all.</summary>
    [GeneratedRegex(@"\(service_id=\?\)$|^SCAN (t|p|person|code|statistic|audit_entry|grain_state|webhook_\w+)\b")]
    private static partial Regex WholeTable();

    [GeneratedRegex("json_each|recursive")]
    private static partial Regex ManyRows();

    [GeneratedRegex("@[a-z_]+")]
    private static partial Regex Parameter();

    private static IEnumerable<(string Name, string Sql)> StatementsOf(object statements) =>
        statements
            .GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType == typeof(string))
            .Select(property => (property.Name, Sql: (string?)property.GetValue(statements) ?? ""))
            .Where(statement => ManyRows().IsMatch(statement.Sql));

    private static async Task<List<string>> PlanAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The service's own statements.
        command.CommandText = $"explain query plan {sql}";
#pragma warning restore CA2100
        foreach (var parameter in Parameter().Matches(sql).Select(match => match.Value).Distinct())
        {
            command.Parameters.AddWithValue(parameter, DBNull.Value);
        }

        var steps = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            steps.Add(reader.GetString(3));
        }

        return steps;
    }
}
