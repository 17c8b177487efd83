using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace OrleansRegistration.Storage;

/// <summary>
/// The one database of the service: PostgreSQL when a connection string is set, else a SQLite file in the data directory. Disposing closes
/// the pooled connections that are not in use, and the others when they come back.
/// </summary>
internal sealed class RegistrationDatabase : IStorageProbe, IDisposable
{
    private const string FileName = "registration.db";

    private readonly SqliteFile? _file;

    /// <summary>Finds the database and, for SQLite, creates directory and file private to this user. Opens no connection.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public RegistrationDatabase(IOptions<StorageOptions> options)
        : this(options, CreatePrivateFile, SqliteOpenMode.ReadWriteCreate) { }

    private RegistrationDatabase(IOptions<StorageOptions> options, Func<string, string> findFile, SqliteOpenMode mode)
    {
        IsPostgreSql = !string.IsNullOrWhiteSpace(options.Value.ConnectionString);
        if (IsPostgreSql)
        {
            var connection = Tuned(options.Value.ConnectionString);
            ConnectionString = connection.ConnectionString;
            StorageConnectionString = Bounded(connection).ConnectionString;
            Place =
                $"PostgreSQL database '{connection.Database ?? connection.Username}' at {connection.Host}:{connection.Port}";
        }
        else
        {
            File = findFile(Path.Combine(Path.GetFullPath(options.Value.DataDirectory), FileName));
            ConnectionString = new SqliteConnectionStringBuilder { DataSource = File, Mode = mode }.ConnectionString;

            // The file is there, and if it goes away, none must be made in its place.
            StorageConnectionString = new SqliteConnectionStringBuilder
            {
                DataSource = File,
                Mode = mode == SqliteOpenMode.ReadOnly ? mode : SqliteOpenMode.ReadWrite,
                DefaultTimeout = (int)StorageWaits.Lock.TotalSeconds,
            }.ConnectionString;
            _file = new(StorageConnectionString);
            Place = $"SQLite file '{File}'";
        }
    }

    /// <summary>The setting that says which database it is, for messages.</summary>
    public string Setting => IsPostgreSql ? StorageOptions.ConnectionStringKey : "DataDirectory";

    /// <summary>The SQLite file; <c>null</c> on PostgreSQL.</summary>
    public string? File { get; }

    /// <summary>PostgreSQL, or else SQLite.</summary>
    public bool IsPostgreSql { get; }

    /// <summary>The name that Orleans knows the database driver by.</summary>
    /// <remarks>Orleans calls SQLite by the name of an older driver and loads Microsoft.Data.Sqlite.</remarks>
    public string Invariant => IsPostgreSql ? "Npgsql" : "System.Data.SQLite";

    /// <summary>What every connection is opened with; may hold a password.</summary>
    public string ConnectionString { get; }

    /// <summary>The same for the storage of grains, which waits for the database as long as <see cref="StorageWaits"/> says and no longer.</summary>
    public string StorageConnectionString { get; }

    /// <summary>Which database it is, for messages; no password, no user.</summary>
    public string Place { get; }

    /// <summary>The same for who only looks: creates nothing, and opens SQLite read-only.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is no SQLite file; the message names the setting.</exception>
    public static RegistrationDatabase ForReading(IOptions<StorageOptions> options) =>
        new(options, FindFile, SqliteOpenMode.ReadOnly);

    /// <summary>Opens a (pooled) connection.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = Create(ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Refuses to go on with a SQLite file that is no longer the one that the service started with.</summary>
    /// <exception cref="IOException">It was deleted, moved or replaced.</exception>
    public void CheckFile() => _file?.Check();

    /// <inheritdoc/>
    /// <remarks>Asks for the schema's version, not for a constant: SQLite answers a constant without looking at its file.</remarks>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "select max(version) from schema_version";
        await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>One pool is of <see cref="OpenAsync"/>, one of AdoNet mode; the drivers keep each by connection string until the process ends.</remarks>
    public void Dispose()
    {
        _file?.Dispose();
        foreach (var pool in (string[])[ConnectionString, StorageConnectionString])
        {
            using var connection = Create(pool);
            if (connection is NpgsqlConnection postgreSql)
            {
                NpgsqlConnection.ClearPool(postgreSql);
            }
            else
            {
                SqliteConnection.ClearPool((SqliteConnection)connection);
            }
        }
    }

    private DbConnection Create(string connectionString) =>
        IsPostgreSql ? new NpgsqlConnection(connectionString) : new SqliteConnection(connectionString);

    /// <summary>
    /// Adds what was measured to halve the cost of a write (evidence.md, "Orleans prototypes"), wherever the operator did not choose.
    /// Nothing here keeps session state, so connections need no reset between uses.
    /// </summary>
    private static NpgsqlConnectionStringBuilder Tuned(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        var chosen = builder.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (
            var (key, value) in new (string, object)[]
            {
                ("No Reset On Close", true),
                ("Max Auto Prepare", 20),
                ("Auto Prepare Min Usages", 2),
                ("Application Name", "registration"),
            }
        )
        {
            if (!chosen.Contains(key))
            {
                builder[key] = value;
            }
        }

        return builder;
    }

    // Wherever the operator did not choose.
    private static NpgsqlConnectionStringBuilder Bounded(NpgsqlConnectionStringBuilder connection)
    {
        var seconds = (int)StorageWaits.Answer.TotalSeconds;
        var builder = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        var chosen = builder.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        builder.CommandTimeout = chosen.Contains("Command Timeout") ? builder.CommandTimeout : seconds;
        builder.Timeout = chosen.Contains("Timeout") ? builder.Timeout : seconds;
        return builder;
    }

    private static string FindFile(string file) =>
        System.IO.File.Exists(file)
            ? file
            : throw new InvalidOperationException($"DataDirectory: there is no '{file}'.");

    private static string CreatePrivateFile(string file)
    {
        var access = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
        };
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            }
            else
            {
                Directory.CreateDirectory(
                    Path.GetDirectoryName(file)!,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                );

                // SQLite gives its -wal and -shm files the mode of this one.
                access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            if (!System.IO.File.Exists(file))
            {
                new FileStream(file, access).Dispose();
            }
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidOperationException($"DataDirectory: cannot create '{file}'.", exception);
        }

        return file;
    }
}
