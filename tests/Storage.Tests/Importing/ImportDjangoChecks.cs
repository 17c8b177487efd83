using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansRegistration.Fsck;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

[assembly: AssemblyFixture(typeof(OrleansRegistration.Importing.DjangoSite))]

namespace OrleansRegistration.Importing;

public sealed class ImportOnSqlite(DjangoSite site) : ImportDjangoChecks(site)
{
    private readonly SqliteDatabase _database = new();

    public override ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _database.Dispose();
        return base.DisposeAsync();
    }

    private protected override Task<StorageOptions> CreateStoreAsync() =>
        Task.FromResult(new StorageOptions { DataDirectory = _database.DataDirectory });
}

[Collection("Two servers")]
public sealed class ImportOnPostgres(TwoServersFixture servers, DjangoSite site) : ImportDjangoChecks(site)
{
    private SpreadStore? _store;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await _store!.DisposeAsync();
    }

    private protected override async Task<StorageOptions> CreateStoreAsync()
    {
        _store = await SpreadStore.CreateAsync(servers, 1);
        return _store.Options(0).Value;
    }
}

[Collection("Two servers")]
public sealed class ImportOnTwoDatabases(TwoServersFixture servers, DjangoSite site) : ImportDjangoChecks(site)
{
    private SpreadStore? _store;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        await _store!.DisposeAsync();
    }

    private protected override async Task<StorageOptions> CreateStoreAsync()
    {
        _store = await SpreadStore.CreateAsync(servers, 2);
        await _store.RebalanceAsync([0, 1]);
        return _store.Options(0, 1).Value;
    }
}

/// <summary>An import brings every account once, however often it is killed and repeated.</summary>
public abstract class ImportDjangoChecks(DjangoSite site) : IAsyncLifetime
{
    private readonly string _report = Directory.CreateTempSubdirectory("registration-report-").FullName;
    private StorageOptions _options = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _options = await CreateStoreAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(_report, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_account_comes_over_and_a_second_run_changes_nothing()
    {
        var number = await DryRunAsync(DatabaseSource.Sqlite(site.File));
        var report = await ImportAsync(DatabaseSource.Sqlite(site.File), number);
        Assert.Contains($"  imported: {DjangoSite.Accounts}", report, StringComparison.Ordinal);
        await CheckAsync();
        var rows = await RowsAsync();
        Assert.Equal(DjangoSite.Accounts, rows.Keys.Count(key => key.StartsWith("user/", StringComparison.Ordinal)));

        var user = Find(rows, 2);
        Assert.Equal((2, 500.1m, 500.1m), (user.Level, user.Consumption, user.OpeningConsumption));
        Assert.Equal((3L, "CODE000002"), (user.Imported!.Invitees, user.Codes.Single().Value));
        Assert.Null(user.LevelByHand);
        Assert.Equal(5, Find(rows, 3).LevelByHand);
        Assert.Equal(new(2019, 7, 2, 0, 0, 0, TimeSpan.Zero), user.DateJoined);
        Assert.NotEqual(DjangoUser.DefaultCode, Find(rows, 1).Codes.Single().Value);
        Assert.Equal(["SECOND2", "SECOND1"], Find(rows, 22).Codes.Select(code => code.Value));
        Assert.Equal("!", Find(rows, 8).PasswordHash); // MD5 stays behind
        Assert.False(Find(rows, 19).IsActive);
        Assert.Null(Find(rows, 19).ActivateBy);
        Assert.True(Find(rows, 20).Disabled);

        report = await ImportAsync(DatabaseSource.Sqlite(site.File), number);
        Assert.Contains("  imported: 0", report, StringComparison.Ordinal);
        Assert.Equal(rows, await RowsAsync());
    }

    [Fact]
    public async Task Import_that_is_killed_before_each_of_its_writes_is_finished_by_the_next_run()
    {
        var number = await DryRunAsync(DatabaseSource.Sqlite(site.File));
        for (var write = 1; write <= 2; write++)
        {
            var writes = 0;
            await Assert.ThrowsAsync<KilledException>(() =>
                ImportAsync(
                    DatabaseSource.Sqlite(site.File),
                    number,
                    () =>
                    {
                        if (++writes == write)
                        {
                            throw new KilledException();
                        }
                    }
                )
            );
        }

        Assert.DoesNotContain(await RowsAsync(), row => row.Key.StartsWith("user/", StringComparison.Ordinal));
        Assert.Contains(await RowsAsync(), row => row.Key.StartsWith("username/", StringComparison.Ordinal));
        await ImportAsync(DatabaseSource.Sqlite(site.File), number);
        await CheckAsync();
        Assert.Equal("pbkdf2_user", Find(await RowsAsync(), 2).Username);
    }

    [Fact]
    public async Task Account_whose_names_were_asked_for_after_a_kill_is_committed_on_its_tombstone()
    {
        var number = await DryRunAsync(DatabaseSource.Sqlite(site.File));
        using (var store = await OpenAsync())
        using (var rows = new StoreRows(store, SpreadStore.ServiceId))
        {
            // The answer of a user without an account, when somebody wants a name that it has claimed.
            var key = new RowKey(GrainTypes.User, new ImportIds("django").User(2).GrainKey);
            rows.Write([new(key, null, """{"status":"Tombstone"}"""u8.ToArray())]);
            Assert.Single(rows.Read([key]));
        }

        await ImportAsync(DatabaseSource.Sqlite(site.File), number);
        await CheckAsync();
        Assert.Equal("pbkdf2_user", Find(await RowsAsync(), 2).Username);
    }

    [Fact]
    public async Task Names_and_codes_that_the_store_has_already_stay_with_their_accounts()
    {
        await ImportAsync(DatabaseSource.Sqlite(site.File), await DryRunAsync(DatabaseSource.Sqlite(site.File)));
        var before = await RowsAsync();
        var other = DatabaseSource.Csv(site.CsvFolder);
        var report = await ImportAsync(other, await DryRunAsync(other, "other"), name: "other");
        Assert.Contains($"  imported: {DjangoSite.Accounts}", report, StringComparison.Ordinal);
        await CheckAsync();
        var after = await RowsAsync();
        Assert.All(before, row => Assert.Equal(row.Value, after[row.Key]));
        var second = Find(after, 2, "other");
        Assert.Equal(
            [Names.NameKind.Username, Names.NameKind.Nickname, Names.NameKind.Email],
            second.Imported!.NamesToChange!.Value
        );
        Assert.NotEqual("CODE000002", second.Codes.Single().Value);
    }

    [Fact]
    public async Task Import_without_the_number_of_this_report_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            ImportAsync(DatabaseSource.Sqlite(site.File), "0123456789abcdef")
        );
        Assert.Contains("Run --dry-run again", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await RowsAsync());
    }

    private protected abstract Task<StorageOptions> CreateStoreAsync();

    private static UserRecord Find(Dictionary<string, string> rows, long number, string source = "django") =>
        JsonSerializer.Deserialize(
            rows[new ImportIds(source).User(number).GrainKey].Split(' ', 2)[1],
            StateJson.Default.UserRecord
        )!;

    private async Task<string> DryRunAsync(IDjangoSource source, string name = "django")
    {
        var report = await RunAsync(source, new(name, _report, null, null));
        Assert.Contains($"  to be imported: {DjangoSite.Accounts}", report, StringComparison.Ordinal);
        return report.Split("--accept-report ")[1][..16];
    }

    private Task<string> ImportAsync(
        IDjangoSource source,
        string number,
        Action? beforeWrite = null,
        string name = "django"
    ) => RunAsync(source, new(name, _report, number, "zh-Hans"), beforeWrite);

    private async Task<string> RunAsync(IDjangoSource source, ImportRequest request, Action? beforeWrite = null)
    {
        await using var services = new ServiceCollection()
            .AddSingleton(Options.Create(_options))
            .AddSingleton(Options.Create(new LevelOptions()))
            .AddSingleton<ILogger<SchemaMigration>>(NullLogger<SchemaMigration>.Instance)
            .BuildServiceProvider();
        await using var output = new StringWriter();
        await ImportDjangoCommand.RunAsync(
            services,
            SpreadStore.ServiceId,
            source,
            request,
            output,
            _ => { },
            beforeWrite,
            Cancel
        );
        Assert.False(File.Exists(Path.Combine(request.Folder, "import.tmp.db")));
        return output.ToString();
    }

    private async Task<RegistrationStore> OpenAsync()
    {
        var store = new RegistrationStore(Options.Create(_options));
        await StoreOpening.OpenAsync(store, SpreadStore.ServiceId, NullLogger<SchemaMigration>.Instance, Cancel);
        return store;
    }

    private async Task CheckAsync()
    {
        using var store = RegistrationStore.ForReading(Options.Create(_options));
        var breaches = new List<string>();
        var summary = await StoreCheck.RunAsync(
            store,
            SpreadStore.ServiceId,
            TimeProvider.System,
            limitsWereLowered: false,
            breach => breaches.Add(breach.ToLine()),
            Cancel
        );
        Assert.Empty(breaches);
        Assert.Contains("accounts", summary.ToLine(), StringComparison.Ordinal);
    }

    /// <summary>All rows: the key, and version and payload.</summary>
    private async Task<Dictionary<string, string>> RowsAsync()
    {
        using var store = await OpenAsync();
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var database in store.Databases)
        {
            await using var connection = await database.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = "select grain_key, version, payload from grain_state";
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            while (await reader.ReadAsync(Cancel))
            {
                rows.Add(
                    reader.GetString(0),
                    string.Create(CultureInfo.InvariantCulture, $"{reader.GetInt32(1)} {reader.GetString(2)}")
                );
            }
        }

        return rows;
    }

    private sealed class KilledException : Exception;
}
