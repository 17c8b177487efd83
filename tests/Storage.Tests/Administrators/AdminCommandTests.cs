namespace OrleansRegistration.Storage;

public sealed class AdminCommandOnSqlite : AdminCommandTests, IDisposable
{
    private readonly SqliteDatabase _database = new();

    public void Dispose() => _database.Dispose();

    private protected override Task<IDictionary<string, string?>> CreateDatabaseAsync() =>
        Task.FromResult<IDictionary<string, string?>>(
            new Dictionary<string, string?> { ["DataDirectory"] = _database.DataDirectory }
        );
}

[Collection("PostgreSQL")]
public sealed class AdminCommandOnPostgres(PostgresFixture postgres) : AdminCommandTests, IAsyncDisposable
{
    private PostgresDatabase? _database;

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? default;

    private protected override async Task<IDictionary<string, string?>> CreateDatabaseAsync()
    {
        _database = await PostgresDatabase.CreateAsync(postgres.Server);
        return new Dictionary<string, string?> { ["ConnectionStrings:Registration"] = _database.ConnectionString };
    }
}

/// <summary><c>Silo admin</c> says who is an administrator.</summary>
public abstract class AdminCommandTests
{
    private protected abstract Task<IDictionary<string, string?>> CreateDatabaseAsync();

    [Fact]
    public async Task First_administrator_is_granted_listed_and_revoked_by_name_address_or_id()
    {
        using var store = await SeededStore.CreateAsync(await CreateDatabaseAsync(), 20);
        var (id, _) = await store.UserAsync(3);
        await store.ChangeAsync(
            id.GrainKey,
            StateJson.Default.UserRecord,
            record => record with { ActivationAttempt = Guid.NewGuid() }
        );
        await IsAsync(0, [], "admin list");
        await IsAsync(0, [$"{id} is an administrator now."], "admin grant SEED0000003", "--reason= the first ");
        await IsAsync(0, [$"{id} is an administrator already."], $"admin grant {id}", "--reason=the first");
        await IsAsync(0, [$"{id} seed0000003"], "admin list");
        await IsAsync(0, [$"{id} is no administrator now."], "admin revoke seed0000003@example.org");
        await IsAsync(0, [$"{id} is no administrator already."], "admin revoke seed0000003");
        await IsAsync(0, [], "admin list");

        var entries = await store.QueryAsync(
            """
            select count(*) from audit_entry
            where subject = @key and kind = 'user.role' and actor = 'command/admin'
                and number in (1, 2) and coalesce(reason, 'the first') = 'the first'
            """,
            id.GrainKey
        );
        Assert.Equal(2L, entries);

        async Task IsAsync(int code, string[] lines, string command, params string[] arguments)
        {
            var ran = await store.RunAsync(command, arguments);
            Assert.Equal("", ran.Errors);
            Assert.Equal(lines, ran.Lines);
            Assert.Equal(code, ran.Code);
        }
    }

    [Fact]
    public async Task Account_that_does_not_exist_is_not_activated_is_disabled_or_has_ended_is_refused()
    {
        using var store = await SeededStore.CreateAsync(await CreateDatabaseAsync(), 20);
        await ChangeAsync(4, record => record with { Disabled = true, ActivationAttempt = Guid.NewGuid() });
        await ChangeAsync(
            5,
            record => record with { ActivationAttempt = null, ActivateBy = TimeProvider.System.GetUtcNow().AddDays(-1) }
        );
        await ChangeAsync(6, record => record with { ActivationAttempt = null });
        var (ended, _) = await store.UserAsync(7);
        await ChangeAsync(7, record => record.End(Guid.NewGuid(), TimeProvider.System.GetUtcNow()));
        await RefusesAsync("is disabled", "seed0000004");
        await RefusesAsync("was not activated in time", "seed0000005");
        await RefusesAsync("is not activated", "seed0000006");
        await RefusesAsync("There is no account", "seed0000007");
        await RefusesAsync("has ended", $"{ended}");
        await RefusesAsync("There is no account", "seed0000999");
        await RefusesAsync("There is no account", "nobody@example.org");
        await RefusesAsync("There is no account", "no name!");
        await RefusesAsync("does not exist", $"{Guid.NewGuid()}");
        await RefusesAsync("--reason must be one line", "seed0000003", "--reason= ");
        await RefusesAsync("--reason must be one line", "seed0000003", $"--reason={new string('x', 501)}");

        async Task RefusesAsync(string problem, string name, string reason = "--reason=a test")
        {
            var (code, lines, errors) = await store.RunAsync($"admin grant {name}", reason);
            Assert.Contains(problem, errors, StringComparison.Ordinal);
            Assert.DoesNotContain(lines, line => line.Contains("administrator now", StringComparison.Ordinal));
            Assert.Equal(2, code);
        }

        async Task ChangeAsync(int number, Func<Users.UserRecord, Users.UserRecord> change) =>
            await store.ChangeAsync((await store.UserAsync(number)).Id.GrainKey, StateJson.Default.UserRecord, change);
    }
}
