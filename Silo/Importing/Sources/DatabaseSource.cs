using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Npgsql;
using Sylvan.Data.Csv;

namespace OrleansRegistration.Importing;

/// <summary>Reads tables of a SQLite file, a PostgreSQL database, or a folder with a CSV file for each table.</summary>
/// <param name="description">Names the source in messages, without a password.</param>
/// <param name="open">Opens the rows of a table, with what must be disposed of with them.</param>
internal sealed class DatabaseSource(
    string description,
    Func<string, IReadOnlyList<string>, CancellationToken, Task<(DbDataReader Rows, IAsyncDisposable? Owner)>> open
) : IDjangoSource
{
    /// <summary>Reads a SQLite file.</summary>
    public static DatabaseSource Sqlite(string file) =>
        new(
            $"the SQLite file '{file}'",
            (table, columns, cancellationToken) =>
                SelectAsync(
                    new SqliteConnection(
                        new SqliteConnectionStringBuilder
                        {
                            DataSource = file,
                            Mode = SqliteOpenMode.ReadOnly,
                            Pooling = false,
                        }.ConnectionString
                    ),
                    table,
                    columns,
                    cancellationToken
                )
        );

    /// <summary>Reads a PostgreSQL database.</summary>
    /// <exception cref="InvalidOperationException">The text is not a connection string.</exception>
    public static DatabaseSource PostgreSql(string connectionString)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = new(connectionString) { Pooling = false, CommandTimeout = 0 };
        }
        catch (ArgumentException exception)
        {
            throw new InvalidOperationException("--from-postgres is not a connection string of Npgsql.", exception);
        }

        return new(
            $"the PostgreSQL database '{builder.Database}' at {builder.Host}:{builder.Port}",
            (table, columns, cancellationToken) =>
                SelectAsync(new NpgsqlConnection(builder.ConnectionString), table, columns, cancellationToken)
        );
    }

    /// <summary>Reads a folder with files <c>TABLE.csv</c>, in UTF-8. Line 1 has the names of columns.</summary>
    public static DatabaseSource Csv(string folder) =>
        new(
            $"the folder '{folder}'",
            async (table, _, cancellationToken) =>
            {
                // Values have at most the length of Django's columns; a quotation mark that is never closed must not
                // fill the memory.
                var options = new CsvDataReaderOptions
                {
                    MaxBufferSize = 1 << 20,
                    HeaderComparer = StringComparer.Ordinal,
                };
                var file = Path.Combine(folder, $"{table}.csv");
                return (await CsvDataReader.CreateAsync(file, options, cancellationToken), null);
            }
        );

    /// <inheritdoc/>
    public async IAsyncEnumerable<string?[]> ReadAsync(
        string table,
        IReadOnlyList<string> columns,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var (rows, owner) = await GuardAsync(table, () => open(table, columns, cancellationToken));
        await using var disposedLast = owner;
        await using var disposed = rows;
        var ordinals = await GuardAsync(table, () => Task.FromResult(columns.Select(Ordinal).ToArray()));
        while (
            await GuardAsync(
                table,
                async () => await rows.ReadAsync(cancellationToken) ? Array.ConvertAll(ordinals, Text) : null
            )
                is { } row
        )
        {
            yield return row;
        }

        int Ordinal(string column)
        {
            try
            {
                return rows.GetOrdinal(column);
            }
            catch (IndexOutOfRangeException exception)
            {
                throw new InvalidOperationException(
                    $"Table '{table}' of {description} has no column '{column}'.",
                    exception
                );
            }
        }

        string? Text(int ordinal) =>
            rows.GetValue(ordinal) switch
            {
                null or DBNull => null,
                string text => text,
                bool flag => flag ? "1" : "0",
                DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
                var value => Convert.ToString(value, CultureInfo.InvariantCulture),
            };
    }

    private static async Task<(DbDataReader Rows, IAsyncDisposable? Owner)> SelectAsync(
        DbConnection connection,
        string table,
        IReadOnlyList<string> columns,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await connection.OpenAsync(cancellationToken);
            var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of ImportTables.
            command.CommandText = $"select {string.Join(", ", columns)} from {table} order by id";
#pragma warning restore CA2100
            return (await command.ExecuteReaderAsync(cancellationToken), connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<T> GuardAsync<T>(string table, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception)
            when (exception
                    is DbException
                        or IOException
                        or UnauthorizedAccessException
                        or TimeoutException
                        or CsvFormatException
                        or IndexOutOfRangeException
                        or FormatException
                        or System.Text.DecoderFallbackException
            )
        {
            throw new InvalidOperationException(
                $"Table '{table}' of {description} cannot be read. {exception.Message}",
                exception
            );
        }
    }
}
