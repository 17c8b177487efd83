using System.Diagnostics;
using Npgsql;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Storage;

/// <summary>A store gets other databases, and keeps every row, however often the command is killed.</summary>
[Collection("Two servers")]
public sealed class RebalanceTests(TwoServersFixture servers)
{
    private const int Accounts = 60;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_two_three_and_two_databases_with_the_command_ended_before_each_of_its_changes()
    {
        await using var store = await SpreadStore.CreateAsync(servers, 3);
        await store.SeedAsync([0], Accounts);
        await store.ActAsync(0);
        var rows = await store.RowsAsync(0);
        Assert.Contains("code/VANITY22 1", rows);

        var kills = await RebalanceAsync(store, rows, [0, 1], next: [0, 1]);
        Assert.Contains("belongs to a store of 2 databases", await store.TryOpenAsync(0), StringComparison.Ordinal);
        kills += await RebalanceAsync(store, rows, [0, 1, 2], next: [0, 1, 2]);
        Assert.Contains("belongs to a store of 3 databases", await store.TryOpenAsync(0, 1), StringComparison.Ordinal);
        kills += await RebalanceAsync(store, rows, [0, 1, 2], next: [1, 2], without: 0);
        Assert.Contains("has left its store", await store.TryOpenAsync(0), StringComparison.Ordinal);
        Assert.Contains("has left its store", await store.TryOpenAsync(0, 1, 2), StringComparison.Ordinal);
        kills += await RebalanceAsync(store, rows, [1, 2], next: [2], without: 0);
        Assert.Equal(rows, await store.RowsAsync(2));
        Assert.True(kills > 40, $"Only {kills} changes.");
    }

    [Fact]
    public async Task Killed_command_is_finished_by_the_next_one()
    {
        await using var store = await SpreadStore.CreateAsync(servers, 2);
        await store.SeedAsync([0], 4_000);
        await store.ActAsync(0);
        var rows = await store.RowsAsync(0);
        foreach (var moved in (int[])[1, 4_000, 8_000, 13_000])
        {
            using var command = Start(store, [0, 1]);
            var read = Task.WhenAll(
                command.StandardOutput.ReadToEndAsync(Cancel),
                command.StandardError.ReadToEndAsync(Cancel)
            );
            while (!command.HasExited && (await store.TryRowsAsync(1)).Count < moved)
            {
                await Task.Delay(2, Cancel);
            }

            command.Kill(); // SIGKILL
            await command.WaitForExitAsync(Cancel);
            await read;
        }

        await store.RunAsync("rebalance", [0, 1]);
        Assert.Equal("", await store.TryOpenAsync(0, 1));
        Assert.Equal(rows, Together(await store.RowsAsync(0), await store.RowsAsync(1)));
        await store.RunAsync("fsck", [0, 1]);
    }

    [Fact]
    public async Task New_store_gets_several_databases_before_its_first_row()
    {
        await using var store = await SpreadStore.CreateAsync(servers, 2);
        Assert.Contains("Silo rebalance", await store.TryOpenAsync(0, 1), StringComparison.Ordinal);
        Assert.Contains("0 rows were moved.", await store.RunAsync("rebalance", [0, 1]), StringComparison.Ordinal);
        Assert.Contains("already", await store.RunAsync("rebalance", [0, 1]), StringComparison.Ordinal);
        Assert.Equal("", await store.TryOpenAsync(0, 1));
        await store.SeedAsync([0, 1], Accounts);
        Assert.All(await Task.WhenAll(store.RowsAsync(0), store.RowsAsync(1)), rows => Assert.True(rows.Count > 90));
        Assert.Contains($"{Accounts} accounts", await store.RunAsync("fsck", [0, 1]), StringComparison.Ordinal);

        // The order says in which database the nodes find each other.
        Assert.Contains("is number 1 of its store", await store.TryOpenAsync(1, 0), StringComparison.Ordinal);
        await store.RunAsync("rebalance", [1, 0]);
        Assert.Equal("", await store.TryOpenAsync(1, 0));
        await store.RunAsync("fsck", [1, 0]);
    }

    [Fact]
    public async Task Databases_that_are_not_of_one_store_are_refused()
    {
        await using var store = await SpreadStore.CreateAsync(servers, 5);
        await store.SeedAsync([0], 3);
        await store.SeedAsync([1], 3);
        await RefusedAsync("only one of the databases may have any", [0, 1]);
        await store.RebalanceAsync([0, 2]);
        await RefusedAsync("does not belong to the store of", [0, 2, 1]);
        await RefusedAsync("number 1 of them is not in the settings", [0, 3]);
        await RefusedAsync("--without must be the number", [0, 2], "--without=2");
        await RefusedAsync("--without must be the number", [0, 2], "--without=0", "--without=1");
        await store.RunAsync("rebalance", [0, 2], "--without=1");
        await RefusedAsync("has left a store", [2, 3]);
        await RefusedAsync("holds one service", [0, 3], "--Cluster:ServiceId=another");

        // The same database by another name.
        var other = store.ConnectionStrings[3].Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var (code, output) = await store.TryRunAsync("rebalance", [3], $"--ConnectionStrings:Registration:1={other}");
        Assert.Equal(2, code);
        Assert.Contains("name the same database", output, StringComparison.Ordinal);

        // A rebalance that has begun ends with the databases that it began with.
        await Assert.ThrowsAsync<KilledException>(() => store.RebalanceAsync([0, 3], KillBefore(8)));
        await RefusedAsync("Finish that one first", [0, 4]);
        await RefusedAsync("Finish that one first", [0, 3], "--without=1");
        await store.RunAsync("rebalance", [0, 3]);

        async Task RefusedAsync(string problem, int[] databases, params string[] arguments)
        {
            var (refused, lines) = await store.TryRunAsync("rebalance", databases, arguments);
            Assert.True(refused == 2, lines);
            Assert.Contains(problem, lines, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rebalance_waits_for_nodes_to_be_stopped()
    {
        await using var store = await SpreadStore.CreateAsync(servers, 2);
        await store.SeedAsync([0], 3);
        await using var node = new PostgresStoreLock(store.ConnectionStrings[0], SpreadStore.ServiceId, "cluster");
        Assert.Null(await node.TryTakeAsync(Cancel));
        var refusal = await Assert.ThrowsAsync<StartUpException>(() => store.RebalanceAsync([0, 1]));
        Assert.Contains("is in use by", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_that_lost_its_lock_and_knows_another_list_writes_nothing()
    {
        await using var store = await SpreadStore.CreateAsync(servers, 2);
        await store.SeedAsync([0], 3);

        // The host holds no lock, as a node does whose lock was lost without its notice.
        await using var stale = await StorageHost.StartAsync(
            new Dictionary<string, string?> { ["ConnectionStrings:Registration"] = store.ConnectionStrings[0] },
            SpreadStore.ServiceId
        );
        var known = new GrainState<Note>(new("known"));
        await stale.Storage.WriteStateAsync("test", GrainId.Create("test", "test/known"), known);
        await store.RebalanceAsync([0, 1]);
        foreach (var key in Enumerable.Range(0, 20).Select(number => $"test/{number}").Append("test/known"))
        {
            var state = new GrainState<Note>(new("second"), key == "test/known" ? known.ETag : null);
            var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
                stale.Storage.WriteStateAsync("test", GrainId.Create("test", key), state)
            );
            Assert.Equal("55000", refusal.SqlState);
        }

        Assert.False(await DatabaseList.IsUnchangedAsync(stale.Database, Cancel));
        var rows = Together(await store.RowsAsync(0), await store.RowsAsync(1));
        Assert.Equal("registration test 1", string.Join(' ', rows["test/known"].Split(' ')[..3]));
        Assert.DoesNotContain("test/0", rows);
    }

    [Fact]
    public async Task Fsck_finds_rows_that_are_not_at_home_and_keys_with_two_rows()
    {
        await using var store = await SpreadStore.CreateAsync(servers, 2);
        await store.RebalanceAsync([0, 1]);
        await store.SeedAsync([0, 1], Accounts);
        var (code, key) = (
            (await store.RowsAsync(0)).Keys.First(IsName),
            (await store.RowsAsync(1)).Keys.First(IsName)
        );
        var text = (await store.RowsAsync(1))[key].Split(' ')[3];
        const string insert = "insert into grain_state values ('registration', 'username', ";
        await store.ChangeAsync(0, $"{insert}'{key}', 1, '{text}', now())"); // a second row
        await store.ChangeAsync(0, $"delete from grain_state where grain_key = '{code}'");
        await store.ChangeAsync(1, $"{insert}'{code}', 1, '{text}', now())"); // away from home
        var (exit, output) = await store.TryRunAsync("fsck", [0, 1]);
        Assert.Equal(1, exit);
        var lines = output.Split(Environment.NewLine);
        Assert.Contains(
            "Home: a row is in ConnectionStrings:Registration:0, but its home is ConnectionStrings:Registration:1, "
                + $"which has a row of the key, too: username \"{key}\"",
            lines
        );
        Assert.Contains(
            "Home: a row is in ConnectionStrings:Registration:1, but its home is ConnectionStrings:Registration:0: "
                + $"username \"{code}\"",
            lines
        );
        // The service does not find the second row, so its account has no such name.
        Assert.Contains(
            lines,
            line =>
                line.StartsWith(
                    $"I1: a live account's name is not claimed: username \"{code}\"",
                    StringComparison.Ordinal
                )
        );
        Assert.EndsWith(" 3 breaches", lines[^2], StringComparison.Ordinal);

        static bool IsName(string key) => key.StartsWith("username/", StringComparison.Ordinal);
    }

    /// <summary>Rebalances, and ends the command before its first change, then before its second, and so on.</summary>
    /// <returns>How often the command was ended.</returns>
    private static async Task<int> RebalanceAsync(
        SpreadStore store,
        Dictionary<string, string> rows,
        int[] databases,
        int[] next,
        params int[] without
    )
    {
        for (var kills = 0; ; kills++)
        {
            try
            {
                await store.RebalanceAsync(databases, KillBefore(kills + 1), without);
            }
            catch (KilledException)
            {
                Assert.NotEqual("", await store.TryOpenAsync(next));
                foreach (
                    var wrong in (int[][])
                        [
                            [0],
                            [1],
                            [2],
                            [0, 2],
                            [0, 1],
                            [1, 0],
                        ]
                )
                {
                    // A start is refused, or all rows are still where they were before, or it is a new store.
                    if (wrong.Max() < store.ConnectionStrings.Count && await store.TryOpenAsync(wrong) is "")
                    {
                        var there = await TogetherAsync(store, wrong);
                        Assert.True(there.Count == 0 || there.Count == rows.Count);
                        await store.RunAsync("fsck", wrong);
                    }
                }

                Assert.Equal(rows, await TogetherAsync(store, [0, 1, 2]));
                continue;
            }

            Assert.Equal("", await store.TryOpenAsync(next));
            Assert.Equal(rows, await TogetherAsync(store, next));
            Assert.Equal(rows.Count, (await Task.WhenAll(next.Select(store.RowsAsync))).Sum(part => part.Count));
            await store.RunAsync("fsck", next);
            return kills;
        }
    }

    private static async Task<Dictionary<string, string>> TogetherAsync(SpreadStore store, int[] databases)
    {
        var parts = new List<Dictionary<string, string>>();
        foreach (var database in databases)
        {
            parts.Add(await store.TryRowsAsync(database));
        }

        return Together([.. parts]);
    }

    // A key may have two equal rows while rows are moved.
    private static Dictionary<string, string> Together(params Dictionary<string, string>[] parts) =>
        parts
            .SelectMany(part => part)
            .GroupBy(row => row.Key)
            .ToDictionary(row => row.Key, row => row.Select(copy => copy.Value).Distinct().Single());

    private static Action KillBefore(int change) =>
        () =>
        {
            if (--change == 0)
            {
                throw new KilledException();
            }
        };

    private static Process Start(SpreadStore store, int[] databases) =>
        Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "Silo.dll"), "rebalance", .. store.Settings(databases)]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = AppContext.BaseDirectory,
            }
        )!;

    private sealed class KilledException : Exception;
}
