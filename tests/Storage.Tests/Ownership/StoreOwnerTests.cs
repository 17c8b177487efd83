using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OrleansRegistration.Faults;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Storage;

/// <summary>One process at a time serves a store.</summary>
[Collection("PostgreSQL")]
public sealed class StoreOwnerTests(PostgresFixture postgres)
{
    [Fact]
    [Trait("Fault", "F1")]
    public async Task The_lock_on_a_database_names_its_holder_and_ends_with_its_connection()
    {
        var database = await postgres.Server.CreateDatabaseAsync();
        await using var first = new PostgresStoreLock(database, "registration");
        await using var second = new PostgresStoreLock(database, "registration");
        await using var otherService = new PostgresStoreLock(database, "another");
        Assert.Null(await first.TryTakeAsync(TestContext.Current.CancellationToken));
        Assert.Null(await otherService.TryTakeAsync(TestContext.Current.CancellationToken));
        var holder = await second.TryTakeAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith($"registration owner, pid {Environment.ProcessId} on ", holder!, StringComparison.Ordinal);
        Assert.Matches(@" since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ \(backend \d+\)$", holder);
        FaultTable.Now("F1", "a second process on one PostgreSQL database", $"refused: held by {holder}");

        var lost = first.WatchAsync(TestContext.Current.CancellationToken);
        Assert.False(lost.IsCompleted);
        await postgres.Server.CutConnectionsAsync(database);
        await lost;
        for (var tries = 0; await second.TryTakeAsync(TestContext.Current.CancellationToken) is not null; tries++)
        {
            // The server ends the session a moment after its client knows it.
            Assert.True(tries < 600, "The server did not end the session.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.NotNull(await first.TryTakeAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_lock_on_a_database_lets_the_server_remove_dead_rows()
    {
        var database = await postgres.Server.CreateDatabaseAsync();
        await using var held = new PostgresStoreLock(database, "registration");
        Assert.Null(await held.TryTakeAsync(TestContext.Current.CancellationToken));
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(
            "select state, backend_xmin::text from pg_stat_activity "
                + "where datname = current_database() and application_name like 'registration owner%'"
        );
        await using var row = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        Assert.True(await row.ReadAsync(TestContext.Current.CancellationToken));
        Assert.Equal("idle in transaction", row.GetString(0));
        Assert.True(
            await row.IsDBNullAsync(1, TestContext.Current.CancellationToken),
            "The owner's transaction keeps a snapshot."
        );
    }

    [Fact]
    [Trait("Fault", "F1")]
    public async Task An_owner_takes_a_lost_lock_again_and_stops_when_another_process_has_it()
    {
        var connection = await postgres.Server.CreateDatabaseAsync();
        using var host = OwnerOf(connection);
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await host.StartAsync(TestContext.Current.CancellationToken);
        var owner = await OwnerAsync();
        await EndAsync(owner);
        int again;
        for (var tries = 0; (again = await OwnerAsync()) == 0 || again == owner; tries++)
        {
            Assert.True(tries < 2400, "The owner did not take its lock again.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        // The other process waits in line for the lock, so it gets the lock before the owner does.
        await using var line = NpgsqlDataSource.Create(connection);
        await using var other = await line.OpenConnectionAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2025 // Awaited below.
        var taken = ExecuteAsync(
            other,
            $"select pg_advisory_lock({PostgresStoreLock.Class}, objid::int8::bit(32)::int4) from pg_locks "
                + $"where locktype = 'advisory' and pid = {again}"
        );
#pragma warning restore CA2025
        await Task.Delay(200, TestContext.Current.CancellationToken);
        await EndAsync(again);
        await taken;
        for (var tries = 0; !stopping.IsCancellationRequested; tries++)
        {
            Assert.True(tries < 2400, "The owner did not stop.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal(StartUp.Failed, Environment.ExitCode);
        Environment.ExitCode = 0; // the owner set that of this test's process
        await host.StopAsync(TestContext.Current.CancellationToken);
        FaultTable.Now(
            "F1",
            "the owner's connection is cut and another process takes the lock",
            "the owner stops with exit code 2"
        );

        async Task<int> OwnerAsync()
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var look = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
            return
                await ExecuteAsync(
                    look,
                    "select coalesce(max(pid), 0) from pg_locks where locktype = 'advisory' and granted"
                )
                    is int pid
                ? pid
                : 0;
        }

        async Task EndAsync(int backend)
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var admin = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
            await ExecuteAsync(admin, $"select pg_terminate_backend({backend})");
        }
    }

    [Fact]
    [Trait("Fault", "F1")]
    public async Task Nodes_of_one_cluster_share_the_lock_and_everybody_else_is_refused()
    {
        var database = await postgres.Server.CreateDatabaseAsync();
        await using var first = new PostgresStoreLock(database, "registration", "one");
        await using var second = new PostgresStoreLock(database, "registration", "one");
        await using var other = new PostgresStoreLock(database, "registration", "another");
        await using var alone = new PostgresStoreLock(database, "registration");
        Assert.Null(await first.TryTakeAsync(TestContext.Current.CancellationToken));
        Assert.Null(await second.TryTakeAsync(TestContext.Current.CancellationToken));
        foreach (var refused in (PostgresStoreLock[])[other, alone])
        {
            var holder = await refused.TryTakeAsync(TestContext.Current.CancellationToken);
            Assert.Matches(
                $"^registration cluster [0-9a-f]{{8}}, pid {Environment.ProcessId} on .* \\(backend \\d+\\)$",
                holder
            );
        }

        await first.DisposeAsync();
        Assert.NotNull(await alone.TryTakeAsync(TestContext.Current.CancellationToken));
        await second.DisposeAsync();
        for (var tries = 0; await alone.TryTakeAsync(TestContext.Current.CancellationToken) is not null; tries++)
        {
            Assert.True(tries < 600, "The server did not end the session.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.NotNull(await first.TryTakeAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Two_clusters_that_come_at_once_never_both_get_the_lock()
    {
        var database = await postgres.Server.CreateDatabaseAsync();
        for (var round = 0; round < 20; round++)
        {
            var locks = Enumerable
                .Range(0, 6)
                .Select(i => new PostgresStoreLock(database, "registration", $"cluster {i % 2}"))
                .ToArray();
            var holders = await Task.WhenAll(
                locks.Select(one => one.TryTakeAsync(TestContext.Current.CancellationToken))
            );
            Assert.True(
                holders.Index().Where(one => one.Item is null).Select(one => one.Index % 2).Distinct().Count() <= 1
            );
            foreach (var one in locks)
            {
                await one.DisposeAsync();
            }
        }
    }

    private static IHost OwnerOf(string connection)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["ConnectionStrings:Registration"] = connection }
        );
        builder.Services.AddStorageOptions(builder.Configuration);
        builder
            .Services.AddSingleton<RegistrationStore>()
            .AddHostedService(services => ActivatorUtilities.CreateInstance<StoreOwners>(services, true));
        return builder.Build();
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Of this class.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
