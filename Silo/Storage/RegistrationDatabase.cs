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

    /// <summary>Finds the database and, for SQLite, creates directory and file private to this user. Opens no connection.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public RegistrationDatabase(IOptions<StorageOptions> options)
        : this(options, CreatePrivateFile, SqliteOpenMode.ReadWriteCreate)
    {
    }

    private RegistrationDatabase(IOptions<StorageOptions> options, Func<string, string> findFile, SqliteOpenMode mode)
    {
        IsPostgreSql = !string.IsNullOrWhiteSpace(options.Value.ConnectionString);
        if (IsPostgreSql)
        {
            var connection = Tuned(options.Value.ConnectionString);
            ConnectionString = connection.ConnectionString;
            Place = $"PostgreSQL database '{connection.Database ?? connection.Username}' at {connection.Host}:{connection.Port}";
        }
        else
        {
            File = findFile(Path.Combine(Path.GetFullPath(options.Value.DataDirectory), FileName));
            ConnectionString = new SqliteConnectionStringBuilder { DataSource = File, Mode = mode }.ConnectionString;
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

    /// <summary>Which database it is, for messages; no password, no user.</summary>
    public string Place { get; }

    /// <summary>The same for who only looks: creates nothing, and opens SQLite read-only.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is no SQLite file; the message names the setting.</exception>
    public static RegistrationDatabase ForReading(IOptions<StorageOptions> options) => new(options, FindFile, SqliteOpenMode.ReadOnly);

    /// <summary>Opens a (pooled) connection.</summary>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = Create();
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
    /// <remarks>AdoNet mode and <see cref="OpenAsync"/> share one pool, which the drivers keep by connection string until the process ends.</remarks>
    public void Dispose()
    {
        using var connection = Create();
        if (connection is NpgsqlConnection postgreSql)
        {
            NpgsqlConnection.ClearPool(postgreSql);
        }
        else
        {
            SqliteConnection.ClearPool((SqliteConnection)connection);
        }
    }

    private DbConnection Create() => IsPostgreSql ? new NpgsqlConnection(ConnectionString) : new SqliteConnection(ConnectionString);

    /// <summary>
    /// Adds what was measured to halve the cost of a write (evidence.md, "Orleans prototypes"), wherever the operator did not choose.
    /// Nothing here keeps session state, so connections need no reset between uses.
    /// </summary>
    private static NpgsqlConnectionStringBuilder Tuned(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        var chosen = builder.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in new (string, object)[]
        {
            ("No Reset On Close", true),
            ("Max Auto Prepare", 20),
            ("Auto Prepare Min Usages", 2),
            ("Application Name", "registration"),
        })
        {
            if (!chosen.Contains(key))
            {
                builder[key] = value;
            }
        }

        return builder;
    }

    private static string FindFile(string file) =>
        System.IO.File.Exists(file) ? file : throw new InvalidOperationException($"DataDirectory: there is no '{file}'.");

    private static string CreatePrivateFile(string file)
    {
        var access = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            }
            else
            {
                Directory.CreateDirectory(Path.GetDirectoryName(file)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

                // SQLite gives its -wal and -shm files the mode of this one.
                access.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            if (!System.IO.File.Exists(file))
            {
                new FileStream(file, access).Dispose();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidOperationException($"DataDirectory: cannot create '{file}'.", exception);
        }

        return file;
    }
}
