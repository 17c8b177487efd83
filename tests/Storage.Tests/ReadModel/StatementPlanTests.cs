using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using OrleansRegistration.Storage;
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.ReadModel;

/// <summary>
/// On SQLite, statements that take many rows as JSON find each of them by an index. SQLite knows nothing of the number
/// of rows, and might read the whole table instead.
/// </summary>
public sealed partial class StatementPlanTests
{
    [Fact]
    public async Task Statements_with_many_rows_never_read_a_whole_table()
    {
        using var database = new SqliteDatabase();
        using var store = await SeededStore.CreateAsync(
            new Dictionary<string, string?> { ["DataDirectory"] = database.DataDirectory },
            1
        );
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(database.DataDirectory, "registration.db")};Pooling=false"
        );
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var statements = StatementsOf(new ReadModelSql(isPostgreSql: false))
            .Concat(StatementsOf(new WebhookSql(isPostgreSql: false)))
            .ToList();
        Assert.True(statements.Count > 10);
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

    [GeneratedRegex("@[a-z_]+")]
    private static partial Regex Parameter();

    private static IEnumerable<(string Name, string Sql)> StatementsOf(object statements) =>
        statements
            .GetType()
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.PropertyType == typeof(string))
            .Select(property => (property.Name, Sql: (string?)property.GetValue(statements) ?? ""))
            .Where(statement => statement.Sql.Contains("json_each", StringComparison.Ordinal));

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
