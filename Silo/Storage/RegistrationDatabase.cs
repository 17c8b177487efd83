using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;

namespace OrleansRegistration.Storage;

/// <summary>
/// The database of the service: PostgreSQL if a connection string is set, otherwise a SQLite file in the data
/// directory. Disposing closes the pooled connections: idle ones at once, the others when they are returned.
/// </summary>
internal sealed class RegistrationDatabase : IDisposable
{
    private const string FileName = "registration.db";

    // https://sqlite.org/rescode.html
    private const int CannotOpen = 14;

    private readonly SqliteFile? _file;

    /// <summary>
    /// Finds the database. For SQLite, creates the directory and the file, private to this user. Opens no connection.
    /// </summary>
    /// <param name="number">The number of the database in the settings.</param>
    public RegistrationDatabase(StorageOptions options, int number)
        : this(options, number, CreatePrivateFile, SqliteOpenMode.ReadWrite) { }

    private RegistrationDatabase(StorageOptions options, int number, Func<string, string> findFile, SqliteOpenMode mode)
    {
        IsPostgreSql = options.ConnectionStrings.Count > 0;
        if (IsPostgreSql)
        {
            Setting = options.SettingOf(number);
            var connection = Tuned(options.ConnectionStrings[number]);
            ConnectionString = connection.ConnectionString;
            StorageConnectionString = Bounded(connection).ConnectionString;
            var name = connection.Database ?? connection.Username;
            Place = $"PostgreSQL database '{name}' at {connection.Host}:{connection.Port}";
        }
        else
        {
            Setting = "DataDirectory";
            File = findFile(Path.Combine(Path.GetFullPath(options.DataDirectory), FileName));

            // The file exists now. If it disappears, no other file must be created in its place.
            ConnectionString = new SqliteConnectionStringBuilder { DataSource = File, Mode = mode }.ConnectionString;
            StorageConnectionString = new SqliteConnectionStringBuilder
            {
                DataSource = File,
                Mode = mode,
                DefaultTimeout = (int)StorageWaits.Lock.TotalSeconds,
            }.ConnectionString;
            _file = new(StorageConnectionString);
            Place = $"SQLite file '{File}'";
        }
    }

    /// <summary>The setting that names the database, for messages.</summary>
    public string Setting { get; }

    /// <summary>The SQLite file; <c>null</c> on PostgreSQL.</summary>
    public string? File { get; }

    /// <summary>Whether the database is PostgreSQL; otherwise it is SQLite.</summary>
    public bool IsPostgreSql { get; }

    /// <summary>The name of the database driver in Orleans.</summary>
    /// <remarks>For SQLite it is the name of an older driver, but Orleans loads Microsoft.Data.Sqlite.</remarks>
    public string Invariant => IsPostgreSql ? "Npgsql" : "System.Data.SQLite";

    /// <summary>The connection string, which may hold a password.</summary>
    public string ConnectionString { get; }

    /// <summary>
    /// The connection string for the storage of grains, which waits for the database only as long as <see
    /// cref="StorageWaits"/> says.
    /// </summary>
    public string StorageConnectionString { get; }

    /// <summary>Describes the database in messages, without password and user.</summary>
    public string Place { get; }

    /// <summary>
    /// The list of databases that this process uses; <c>null</c> for a database that was always alone. Writers name it.
    /// </summary>
    public Guid? ListId { get; private set; }

    /// <summary>Whether <see cref="ListId"/> is known.</summary>
    public bool IsInUse { get; private set; }

    /// <summary>Finds the database for a reader: creates nothing, and opens SQLite read-only.</summary>
    /// <param name="number">The number of the database in the settings.</param>
    /// <exception cref="InvalidOperationException">There is no SQLite file; the message names the setting.</exception>
    public static RegistrationDatabase ForReading(StorageOptions options, int number) =>
        new(options, number, FindFile, SqliteOpenMode.ReadOnly);

    /// <summary>Uses a list that was compared with the settings.</summary>
    public void Use(Guid? listId) => (ListId, IsInUse) = (listId, true);

    /// <summary>The failure of an operation on the database, in words for an operator.</summary>
    /// <param name="problem">What the database cannot do, as in "cannot be read".</param>
    public InvalidOperationException Failed(string problem, Exception cause) =>
        new($"{Setting}: the {Place} {problem}. {cause.Message}", cause);

    /// <summary>Opens a pooled connection.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    public Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            CheckFile(); // SQLite would make a new file where the old one was
        }
        catch (IOException exception)
        {
            throw new SqliteException(exception.Message, CannotOpen);
        }

        return OpenAsync(Create(ConnectionString), cancellationToken);
    }

    /// <summary>Opens a connection, or disposes of it.</summary>
    /// <inheritdoc cref="OpenAsync(CancellationToken)" path="/exception"/>
    public static async Task<T> OpenAsync<T>(T connection, CancellationToken cancellationToken)
        where T : DbConnection
    {
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

    /// <summary>Checks that the SQLite file is still the file of the start.</summary>
    /// <exception cref="IOException">The file was deleted, moved or replaced.</exception>
    public void CheckFile() => _file?.Check();

    /// <inheritdoc/>
    /// <remarks>
    /// There is one pool for <see cref="OpenAsync"/> and one for AdoNet mode. The drivers keep a pool for each
    /// connection string until the process ends.
    /// </remarks>
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
    /// Adds the options that halve the cost of a write (docs/evidence.md#connections), unless the operator chose them.
    /// Statements keep no session state, so connections need no reset between uses.
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

    // Adds bounds, unless the operator chose them.
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
        try
        {
            PrivateFiles.CreateDirectory(Path.GetDirectoryName(file)!);
            if (!System.IO.File.Exists(file))
            {
                // SQLite gives its -wal and -shm files the mode of this file.
                new FileStream(
                    file,
                    PrivateFiles.Options(
                        FileMode.OpenOrCreate,
                        FileAccess.ReadWrite,
                        FileShare.ReadWrite | FileShare.Delete
                    )
                ).Dispose();
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
