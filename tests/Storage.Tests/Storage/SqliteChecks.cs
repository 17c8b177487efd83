namespace OrleansRegistration.Storage;

public sealed class SqliteAdoNetTests() : SqliteChecks(StorageMode.AdoNet);

public abstract class SqliteChecks(StorageMode mode) : StorageChecks(mode)
{
    private readonly List<SqliteDatabase> _databases = [];

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _databases.ForEach(database => database.Dispose());
    }

    [Fact]
    public async Task Commits_are_on_disk_when_they_return_and_readers_do_not_wait()
    {
        Assert.Equal("wal", await Host.QueryAsync("pragma journal_mode"));
        Assert.Equal(2L, await Host.QueryAsync("pragma synchronous"));
    }

    [Fact]
    public void Directory_and_file_are_private()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode file = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(file | UnixFileMode.UserExecute, File.GetUnixFileMode(_databases[0].DataDirectory));
        Assert.Equal(file, File.GetUnixFileMode(_databases[0].File));
        Assert.Equal(file, File.GetUnixFileMode(_databases[0].File + "-wal"));
    }

    private protected override Task<IDictionary<string, string?>> CreateDatabaseAsync()
    {
        var database = new SqliteDatabase();
        _databases.Add(database);
        return Task.FromResult<IDictionary<string, string?>>(
            new Dictionary<string, string?> { ["DataDirectory"] = database.DataDirectory }
        );
    }
}
