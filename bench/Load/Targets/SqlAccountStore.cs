using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace OrleansRegistration.Bench.Targets;

/// <summary>Counts by SQL. Each count opens a connection, so that none is open during a measurement.</summary>
internal sealed class SqlAccountStore : IAccountStore
{
    // Enough for the largest database here: a count reads all of it.
    private const int SecondsForACount = 600;

    private readonly Func<DbConnection> _connect;
    private readonly AccountQueries _queries;
    private readonly string? _analyze;

    private SqlAccountStore(Func<DbConnection> connect, AccountQueries queries, string? analyze, bool countsAfterReply)
    {
        (_connect, _queries, _analyze) = (connect, queries, analyze);
        CountsAfterReply = countsAfterReply;
    }

    /// <inheritdoc/>
    public bool CountsAfterReply { get; }

    /// <summary>A database of ours or of a rival on PostgreSQL.</summary>
    public static SqlAccountStore PostgreSql(string connectionString, AccountQueries queries) =>
        new(
            () => new NpgsqlConnection(connectionString + ";Pooling=false"),
            queries,
            "vacuum analyze",
            queries == AccountQueries.OwnPostgreSql
        );

    /// <summary>Our database in a SQLite file. The service updates its statistics itself.</summary>
    public static SqlAccountStore Sqlite(string file) =>
        new(
            () =>
                new SqliteConnection(
                    new SqliteConnectionStringBuilder
                    {
                        DataSource = file,
                        Mode = SqliteOpenMode.ReadOnly,
                        Pooling = false,
                    }.ConnectionString
                ),
            AccountQueries.OwnSqlite,
            null,
            true
        );

    /// <inheritdoc/>
    public async Task<AccountCounts> CountAsync(
        (string Username, string Code)? inviter,
        CancellationToken cancellationToken
    )
    {
        await using var connection = _connect();
        await connection.OpenAsync(cancellationToken);
        return new(
            await NumberAsync(connection, _queries.Accounts, null, cancellationToken),
            await NumberAsync(connection, _queries.Redemptions, null, cancellationToken),
            inviter is null ? 0 : await NumberAsync(connection, _queries.RedemptionsOf, inviter, cancellationToken)
        );
    }

    /// <inheritdoc/>
    public async Task AnalyzeAsync(CancellationToken cancellationToken)
    {
        if (_analyze is not null)
        {
            await using var connection = _connect();
            await connection.OpenAsync(cancellationToken);
            await using var command = Command(connection, _analyze);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task<long> NumberAsync(
        DbConnection connection,
        string sql,
        (string Username, string Code)? inviter,
        CancellationToken cancellationToken
    )
    {
        await using var command = Command(connection, sql);
        if (inviter is var (username, code))
        {
            foreach (
                var (name, value) in new[] { ("username", username), ("code", code) }.Where(one =>
                    sql.Contains('@' + one.Item1, StringComparison.Ordinal)
                )
            )
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }
        }

        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private static DbCommand Command(DbConnection connection, string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements come from AccountQueries.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = SecondsForACount;
        return command;
    }
}
