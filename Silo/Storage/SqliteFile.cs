using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace OrleansRegistration.Storage;

/// <summary>
/// Notices when the SQLite file is deleted, moved or replaced under the service. Connections that were opened before
/// would silently write to a file that has no name any more. SQLite can tell, on a connection that is kept open for
/// this purpose. Thread-safe.
/// </summary>
internal sealed class SqliteFile(string connectionString) : IDisposable
{
    // https://sqlite.org/c3ref/c_fcntl_begin_atomic_write.html
    private const int HasMoved = 20;

    private readonly Lock _asking = new();
    private SqliteConnection? _connection;

    /// <summary>Checks that the file is still the file of the first call.</summary>
    /// <exception cref="IOException">
    /// The file was deleted, moved or replaced. Once it is back, the check passes again.
    /// </exception>
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
                    "The SQLite file was deleted, moved or replaced. "
                        + "Nothing is written until it is back or the service is started again."
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
