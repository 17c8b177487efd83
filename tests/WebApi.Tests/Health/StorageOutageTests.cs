using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OrleansRegistration.Faults;
using OrleansRegistration.Rebalancing;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>
/// A database is locked, read-only or gone under the running service. The service answers 503 within a bounded time,
/// and says nothing that is not true.
/// </summary>
public sealed class StorageOutageTests
{
    [Theory, Trait("Fault", "E5")]
    [InlineData("Batched")]
    [InlineData("AdoNet")]
    public async Task SQLite_that_another_session_has_locked_is_503_and_afterwards_all_is_well(string mode)
    {
        await using var service = new Service { Settings = { ["Storage:Mode"] = mode } };
        using var client = service.CreateClient();
        (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var form = Requests.NewSignUp();
        var database = service.Services.GetRequiredService<RegistrationStore>().Databases[0];
        await using (var other = new SqliteConnection(database.ConnectionString + ";Pooling=false"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = await other.BeginTransactionAsync(
                IsolationLevel.Serializable,
                TestContext.Current.CancellationToken
            ); // the transaction takes its lock at once

            // Waits for the answer. Nothing else can end the request while the lock stands.
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(i => client.RegisterAsync(i == 0 ? form : Requests.NewSignUp()))
            );
            Assert.All(answers, answer => Assert.NotNull(answer.Is(503).Headers.RetryAfter));
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
            FaultTable.Now("E5", $"SQLite locked by another session, {mode}", $"{(int)answers[0].Status}");
        }

        await UntilAsync(() => client.RegisterAsync(form), 201);
    }

    [Theory, Trait("Fault", "E5")]
    [InlineData("Batched")]
    [InlineData("AdoNet")]
    public async Task PostgreSQL_whose_table_another_session_has_locked_is_503_and_afterwards_all_is_well(string mode)
    {
        await using var server = await PostgresServer.StartAsync(fsync: false);
        var database = await server.CreateDatabaseAsync();
        await using var service = new Service
        {
            Settings = { ["Storage:Mode"] = mode, ["ConnectionStrings:Registration"] = database },
        };
        using var client = service.CreateClient();
        (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var form = Requests.NewSignUp();
        await using (var other = new NpgsqlConnection(database + ";Pooling=false"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var command = new NpgsqlCommand(
                "lock table grain_state in access exclusive mode",
                other,
                transaction
            );
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var answer = (await client.RegisterAsync(form)).Is(503);
            Assert.NotNull(answer.Headers.RetryAfter);
            (await client.ReadAsync("/health/ready")).Is(503);
            FaultTable.Now("E5", $"PostgreSQL's table locked by another session, {mode}", $"{(int)answer.Status}");
        }

        await UntilAsync(() => client.RegisterAsync(form), 201);
        await UntilAsync(() => client.ReadAsync("/health/ready"), 200);
    }

    [Fact, Trait("Fault", "D6")]
    public async Task Read_only_database_is_not_ready_until_it_takes_writes_again()
    {
        await using var server = await PostgresServer.StartAsync(fsync: false);
        var database = await server.CreateDatabaseAsync();
        await using var service = new Service { Settings = { ["ConnectionStrings:Registration"] = database } };
        using var client = service.CreateClient();
        (await client.ReadAsync("/health/ready")).Is(200);
        await SetReadOnlyAsync("on");
        await UntilAsync(() => client.ReadAsync("/health/ready"), 503);
        (await client.ReadAsync("/health/live")).Is(200);
        var refused = (await client.RegisterAsync(Requests.NewSignUp())).Is(503);
        await SetReadOnlyAsync("off");
        await UntilAsync(() => client.ReadAsync("/health/ready"), 200);
        (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        FaultTable.Now(
            "D6",
            "PostgreSQL made read-only under the service",
            $"/health/ready 503, register {(int)refused.Status}"
        );

        async Task SetReadOnlyAsync(string value)
        {
            await using (
                var admin = new NpgsqlConnection(
                    database + ";Pooling=false;Options=-c default_transaction_read_only=off"
                )
            )
            {
                await admin.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // literals of this test
                await using var command = new NpgsqlCommand(
                    $"alter database \"{admin.Database}\" set default_transaction_read_only = {value}",
                    admin
                );
#pragma warning restore CA2100
                await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            await server.CutConnectionsAsync(database);
        }
    }

    [Fact]
    public async Task While_one_of_two_databases_is_down_the_service_is_ready_and_fails_only_what_needs_it()
    {
        await using var first = await PostgresServer.StartAsync(fsync: false);
        await using var second = await PostgresServer.StartAsync(fsync: false);
        string[] databases = [await first.CreateDatabaseAsync(), await second.CreateDatabaseAsync()];
        await RebalanceCommand.RunAsync(
            Options.Create(new StorageOptions { ConnectionStrings = databases }),
            "registration",
            without: new HashSet<int>(),
            NullLogger<SchemaMigration>.Instance,
            tell: _ => { },
            cancellationToken: TestContext.Current.CancellationToken
        );
        await using var service = new Service
        {
            Settings =
            {
                ["ConnectionStrings:Registration:0"] = databases[0],
                ["ConnectionStrings:Registration:1"] = databases[1],
            },
        };
        using var client = service.CreateClient();
        (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var form = Requests.NewSignUp();
        await second.StopAsync();
        try
        {
            // A sign-up has about seven rows, so hardly any needs one database only.
            var refused = await UntilAsync(() => client.RegisterAsync(form = Requests.NewSignUp()), 503);
            Assert.NotNull(refused.Headers.RetryAfter);
            (await client.ReadAsync("/health/ready")).Is(200);
            await UntilAsync(() => client.ReadAsync(Availability()), 503);
            await UntilAsync(() => client.ReadAsync(Availability()), 200);
            await first.StopAsync();
            await UntilAsync(() => client.ReadAsync("/health/ready"), 503);
            await first.StartAgainAsync();
            await UntilAsync(() => client.ReadAsync("/health/ready"), 200);
        }
        finally
        {
            await second.StartAgainAsync();
        }

        await UntilAsync(() => client.RegisterAsync(form), 201);
        NpgsqlConnection.ClearAllPools(); // connections of the stopped servers
        await service.IsSoundAsync();

        // A new name each time: another name may have its row in the other database.
        static string Availability() => $"/api/availability/?username={Requests.NewSignUp()["username"]}";
    }

    [Fact, Trait("Fault", "D6")]
    public async Task However_many_ask_whether_it_is_ready_few_writes_try_storage()
    {
        await using var service = new ClockedService();
        using var client = service.CreateClient();
        (await client.ReadAsync("/health/ready")).Is(200);
        var before = await VersionAsync();
        service.Clock.MoveOn(TimeSpan.FromSeconds(10));
        await Task.WhenAll(
            Enumerable.Range(0, 50).Select(async _ => (await client.ReadAsync("/health/ready")).Is(200))
        );
        Assert.InRange(await VersionAsync() - before, 1, 2); // two, if the machine took three seconds

        async Task<long> VersionAsync()
        {
            await using var connection = await service
                .Services.GetRequiredService<RegistrationStore>()
                .Databases[0]
                .OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "select version from grain_state where grain_type = 'probe'";
            return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        }
    }

    [Theory, Trait("Fault", "E10")]
    [InlineData("Batched", false)]
    [InlineData("AdoNet", false)]
    [InlineData("Batched", true)]
    [InlineData("AdoNet", true)]
    public async Task SQLite_file_that_is_moved_or_replaced_is_noticed_until_it_is_back(string mode, bool isReplaced)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // an open file cannot be moved there
        }

        await using var service = new Service { Settings = { ["Storage:Mode"] = mode } };
        using var client = service.CreateClient();
        (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var file = new SqliteConnectionStringBuilder(
            service.Services.GetRequiredService<RegistrationStore>().Databases[0].ConnectionString
        ).DataSource;
        var away = file + ".away";
        File.Copy(file, file + ".copy");
        File.Move(file, away);
        if (isReplaced)
        {
            File.Move(file + ".copy", file);
        }

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => client.RegisterAsync(Requests.NewSignUp()))
        );
        Assert.All(answers, answer => answer.Is(503));
        await UntilAsync(() => client.ReadAsync("/health/ready"), 503);
        File.Move(away, file, overwrite: true);
        await UntilAsync(() => client.ReadAsync("/health/ready"), 200);
        await UntilAsync(() => client.RegisterAsync(Requests.NewSignUp()), 201);
        FaultTable.Now(
            "E10",
            $"SQLite file {(isReplaced ? "replaced" : "moved away")} under the service, {mode}",
            $"{answers.Length} sign-ups 503, /health/ready 503, both good again once it was back"
        );
    }

    /// <summary>
    /// Repeats a request until it has a status, because the service may remember an outage for a moment.
    /// </summary>
    private static async Task<Answer> UntilAsync(Func<Task<Answer>> ask, int status)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await ask();
            if ((int)answer.Status == status)
            {
                return answer;
            }

            Assert.True(tries < 300, $"{(int)answer.Status} {answer.Text}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
