using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OrleansRegistration.Fsck;
using OrleansRegistration.Hosting;
using OrleansRegistration.Rebalancing;
using OrleansRegistration.Seeding;

namespace OrleansRegistration.Storage;

/// <summary>Databases for a store, on two servers in turn, and the commands of the silo's program.</summary>
internal sealed class SpreadStore : IAsyncDisposable
{
    public const string ServiceId = "registration";

    private static readonly HashSet<int> None = [];

    private readonly List<PostgresDatabase> _databases = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public IReadOnlyList<string> ConnectionStrings => [.. _databases.Select(database => database.ConnectionString)];

    public static async Task<SpreadStore> CreateAsync(TwoServersFixture servers, int databases)
    {
        var store = new SpreadStore();
        for (var number = 0; number < databases; number++)
        {
            store._databases.Add(await PostgresDatabase.CreateAsync(servers[number % 2]));
        }

        return store;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }
    }

    /// <summary>Opens the databases as a node does at its start.</summary>
    /// <returns>The message of the refusal; empty for a good start.</returns>
    public async Task<string> TryOpenAsync(params int[] databases)
    {
        using var store = Store(databases);
        try
        {
            await StoreOpening.OpenAsync(store, ServiceId, NullLogger<SchemaMigration>.Instance, Cancel);
            return "";
        }
        catch (InvalidOperationException refusal)
        {
            return refusal.Message;
        }
    }

    public RegistrationStore Store(params int[] databases) => new(Options(databases));

    public IOptions<StorageOptions> Options(params int[] databases) =>
        Microsoft.Extensions.Options.Options.Create(
            new StorageOptions { ConnectionStrings = [.. databases.Select(number => ConnectionStrings[number])] }
        );

    public async Task<long?> RebalanceAsync(int[] databases, Action? beforeChange = null, params int[] without) =>
        await RebalanceCommand.RunAsync(
            Options(databases),
            ServiceId,
            without.Length == 0 ? None : [.. without],
            NullLogger<SchemaMigration>.Instance,
            _ => { },
            beforeChange,
            Cancel
        );

    public Task SeedAsync(int[] databases, int accounts) =>
        RunAsync("seed", databases, $"--accounts={accounts}", "--Passwords:MemoryKiB=8", "--Passwords:Iterations=1");

    /// <summary>Runs a command of the silo's program, which must succeed.</summary>
    /// <returns>What the command wrote.</returns>
    public async Task<string> RunAsync(string command, int[] databases, params string[] arguments)
    {
        var (code, output) = await TryRunAsync(command, databases, arguments);
        Assert.True(code == 0, output);
        return output;
    }

    public async Task<(int Code, string Output)> TryRunAsync(string command, int[] databases, params string[] arguments)
    {
        await using var output = new StringWriter();
        var program = new RootCommand { FsckCommand.Create(), SeedCommand.Create(), RebalanceCommand.Create() };
        var code = await program.RunAsync(
            [command, .. Settings(databases), .. arguments],
            new()
            {
                Output = output,
                Error = output,
                EnableDefaultExceptionHandler = false,
            }
        );
        return (code, output.ToString());
    }

    public string[] Settings(params int[] databases) =>
        [
            .. databases.Select(
                (database, number) =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"--ConnectionStrings:Registration:{number}={ConnectionStrings[database]}"
                    )
            ),
        ];

    /// <summary>
    /// Does three acts on each account of a seeded database, and one on a code that is deleted afterwards.
    /// </summary>
    public async Task ActAsync(int database)
    {
        const string act = """
            "act":{"number":1,"id":"11111111-1111-4111-8111-111111111111","kind":"user.disable",
            "at":"2026-01-02T03:04:05+00:00","actor":"command/test","data":{"old":"1"}}
            """;
        await ChangeAsync(
            database,
            $"update grain_state set payload = concat(left(payload::text, -1), ',{act}}}')::json "
                + "where grain_type = 'user'"
        );
        foreach (var (last, next) in ((string, string)[])[("1", "2"), ("2", "3")])
        {
            const string number = "\"act\":{\"number\":";
            await ChangeAsync(
                database,
                "update grain_state set payload = "
                    + $"replace(payload::text, '{number}{last}', '{number}{next}')::json where grain_type = 'user'"
            );
        }

        await ChangeAsync(
            database,
            "insert into grain_state values ('registration', 'code', 'code/VANITY22', 1, '{" + act + "}', now())"
        );
        await ChangeAsync(database, "delete from grain_state where grain_key = 'code/VANITY22'");
    }

    /// <summary>
    /// Reads all rows of a database and all entries of the audit log: the key, and what else a row has.
    /// </summary>
    public async Task<Dictionary<string, string>> RowsAsync(int database)
    {
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var source = NpgsqlDataSource.Create(ConnectionStrings[database]);
        await using var command = source.CreateCommand(
            """
            select grain_key, concat_ws(' ', service_id, grain_type, version, payload, modified) from grain_state
            union all
            select concat_ws(' ', subject, number), concat_ws(' ', service_id, id, kind, at, actor, reason, data)
            from audit_entry
            """
        );
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
        {
            rows.Add(reader.GetString(0), reader.GetString(1));
        }

        return rows;
    }

    /// <summary>Like <see cref="RowsAsync"/>, but a database that no program has used yet has no rows.</summary>
    public async Task<Dictionary<string, string>> TryRowsAsync(int database)
    {
        try
        {
            return await RowsAsync(database);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return [];
        }
    }

    /// <summary>Changes rows of a database by the name of its list, as a fault in a program would.</summary>
    public async Task ChangeAsync(int database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionStrings[database]);
        await using var connection = await source.OpenConnectionAsync(Cancel);
        var entry = await DatabaseEntry.ReadAsync(connection, Cancel);
        DatabaseList.Name(connection, $"{entry?.ListId}");
#pragma warning disable CA2100 // Literals of the tests.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Cancel);
    }
}
