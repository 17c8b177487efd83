using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace OrleansRegistration.Storage;

/// <summary>
/// Notices when the SQLite file is deleted, moved or replaced under the service. A connection that was open before goes on writing into a file
/// without a name, and says nothing. SQLite itself can tell, so one connection is kept open for that. Thread-safe.
/// </summary>
internal sealed class SqliteFile(string connectionString) : IDisposable
{
    // https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html
    private const int HasMoved = 20;

    private readonly Lock _asking = new();
    private SqliteConnection? _connection;

    /// <summary>Refuses to go on with a file that is no longer the one that the service started with.</summary>
    /// <exception cref="IOException">It was deleted, moved or replaced. Put back, it is good again.</exception>
    public void Check()
    {
        lock (_asking)
        {
            if (_connection is null)
            {
                _connection = new(
                    new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
                );
                _connection.Open();
            }

            if (FileControl(_connection.Handle!, "main", HasMoved, out var moved) == 0 && moved != 0)
            {
                throw new IOException(
                    "The SQLite file was deleted, moved or replaced. Nothing is written until it is back or the service is started again."
                );
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection?.Dispose();

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FileControl(
        SafeHandle database,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        int operation,
        out int result
    );
}
