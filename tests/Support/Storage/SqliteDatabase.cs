using Microsoft.Data.Sqlite;

namespace OrleansRegistration.Storage;

/// <summary>A temporary data directory, which the service fills with its SQLite file. Disposing removes it.</summary>
public sealed class SqliteDatabase : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("registration-sqlite-").FullName;

    /// <summary>For setting <c>DataDirectory</c>; does not exist before the service creates it.</summary>
    public string DataDirectory => Path.Combine(_folder, "data");

    /// <summary>The file that the service creates.</summary>
    public string File => Path.Combine(DataDirectory, "registration.db");

    /// <summary>Opens that file as the service does.</summary>
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
