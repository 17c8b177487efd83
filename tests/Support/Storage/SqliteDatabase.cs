using Microsoft.Data.Sqlite;

namespace OrleansRegistration.Storage;

/// <summary>
/// A temporary data directory in which the service creates its SQLite file. Disposing removes the directory.
/// </summary>
public sealed class SqliteDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("registration-sqlite-").FullName;

    /// <summary>
    /// The value of the setting <c>DataDirectory</c>. The directory does not exist before the service creates it.
    /// </summary>
    public string DataDirectory => Path.Combine(_folder, "data");

    /// <summary>The file that the service creates.</summary>
    public string File => Path.Combine(DataDirectory, "registration.db");

    /// <summary>The connection string that opens the file as the service does.</summary>
    public string ConnectionString => new SqliteConnectionStringBuilder { DataSource = File }.ConnectionString;

    /// <inheritdoc/>
    public void Dispose()
    {
        using (var connection = new SqliteConnection(ConnectionString))
        {
            SqliteConnection.ClearPool(connection);
        }

        Directory.Delete(_folder, recursive: true);
    }
}
