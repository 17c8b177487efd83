using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace OrleansRegistration.Storage;

/// <summary>
/// Migrates the schema of a database to the version that this program knows. The steps are the embedded files
/// <c>Migrations/&lt;database&gt;/&lt;number&gt;.sql</c>. Table <c>schema_version</c> lists the steps that were done.
/// </summary>
/// <remarks>
/// All missing steps are one transaction. Only one node at a time can be in it; the other nodes wait and then have
/// nothing to do.
/// </remarks>
internal sealed partial class SchemaMigration(RegistrationDatabase database, ILogger<SchemaMigration> logger)
{
    private const string PostgreSqlSteps = "PostgreSql";
    private const string SqliteSteps = "Sqlite";

    // The number is arbitrary, but nothing else in the database may lock it: "registra" in ASCII.
    private const string LockForPostgreSql = "select pg_advisory_xact_lock(x'7265676973747261'::bigint)";

    /// <summary>The version of the schema that this program knows.</summary>
    public static int KnownVersion(bool isPostgreSql) => ReadSteps(isPostgreSql ? PostgreSqlSteps : SqliteSteps).Count;

    /// <summary>Migrates the schema. Does nothing when it is up to date.</summary>
    /// <exception cref="InvalidOperationException">
    /// The database cannot be used; the message names the setting and has no password.
    /// </exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            if (
                await DatabaseRequirements.FindProblemsAsync(connection, database.IsPostgreSql, cancellationToken) is
                { Count: > 0 } problems
            )
            {
                throw new InvalidOperationException(
                    $"{database.Setting}: the {database.Place} cannot be used: {string.Join("; ", problems)}."
                );
            }

            if (!database.IsPostgreSql)
            {
                await MakeDurableAsync(connection, cancellationToken);
            }

            await MigrateAsync(connection, cancellationToken);
            database.CheckFile(); // remembers the file: from now on it must stay the same
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw database.Failed("cannot be used", exception);
        }
    }

    private async Task MigrateAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        // On SQLite this is BEGIN IMMEDIATE. The driver defers only read-uncommitted transactions.
        await using var transaction = await connection.BeginTransactionAsync(
            IsolationLevel.ReadCommitted,
            cancellationToken
        );
        if (database.IsPostgreSql)
        {
            await ExecuteAsync(LockForPostgreSql);
        }

        await ExecuteAsync("create table if not exists schema_version (version integer primary key)");
        var found = Convert.ToInt32(
            await ExecuteAsync("select coalesce(max(version), 0) from schema_version"),
            CultureInfo.InvariantCulture
        );
        var steps = ReadSteps(database.IsPostgreSql ? PostgreSqlSteps : SqliteSteps);
        if (found > steps.Count)
        {
            throw new InvalidOperationException(
                $"The schema of the {database.Place} has version {found}; "
                    + $"this program knows versions up to {steps.Count}. "
                    + "Start a program at least as new as the one that migrated it."
            );
        }

        for (var version = found + 1; version <= steps.Count; version++)
        {
            await ExecuteAsync(steps[version - 1]);
            await ExecuteAsync(
                string.Create(CultureInfo.InvariantCulture, $"insert into schema_version (version) values ({version})")
            );
        }

        await transaction.CommitAsync(cancellationToken);
        LogReady(database.Place, found, steps.Count);

        async Task<object?> ExecuteAsync(string sql)
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
#pragma warning disable CA2100 // Constants and embedded resources of this assembly.
            command.CommandText = sql;
#pragma warning restore CA2100
            return await command.ExecuteScalarAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Sets a write-ahead log, which the file keeps, so that readers and one writer work at the same time. Checks that
    /// a commit is on disk when it returns. That is the driver's default for each connection; it cannot be set on the
    /// connections that Orleans opens.
    /// </summary>
    private static async Task MakeDurableAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "pragma journal_mode = wal";
        var journal = await command.ExecuteScalarAsync(cancellationToken);
        command.CommandText = "pragma synchronous";
        var synchronous = await command.ExecuteScalarAsync(cancellationToken);
        if (journal is not "wal" || synchronous is not 2L)
        {
            throw new InvalidOperationException(
                $"DataDirectory: SQLite would not be durable there (journal_mode {journal}, synchronous {synchronous}; "
                    + "wanted wal, 2). Is it a network drive?"
            );
        }
    }

    private static List<string> ReadSteps(string databaseKind)
    {
        var assembly = typeof(SchemaMigration).Assembly;
        var steps = new List<string>();
        while (
            assembly.GetManifestResourceStream(
                string.Create(CultureInfo.InvariantCulture, $"Migrations/{databaseKind}/{steps.Count + 1:0000}.sql")
            )
                is { } stream
        )
        {
            using var reader = new StreamReader(stream);
            steps.Add(reader.ReadToEnd());
        }

        return steps;
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Storage is the {Place}. Its schema had version {Found} and has version {Known}."
    )]
    private partial void LogReady(string place, int found, int known);
}
