using System.Data.Common;
using Microsoft.Data.Sqlite;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>The cluster on a SQLite file.</summary>
public class SqliteCluster : RegistrationCluster
{
    private readonly SqliteDatabase _database = new();

    protected override Dictionary<string, string?> Settings => new() { ["DataDirectory"] = _database.DataDirectory };

    protected override Task StartDatabaseAsync() => Task.CompletedTask;

    protected override ValueTask StopDatabaseAsync()
    {
        _database.Dispose();
        return default;
    }

    protected override IEnumerable<DbConnection> Connect() => [new SqliteConnection(_database.ConnectionString)];
}
