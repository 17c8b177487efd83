using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.TestingHost;
using OrleansRegistration.Hosting;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Leases;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;
using OrleansRegistration.Sweep;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>Three silos over one real database, whose storage fails as a test plans and whose leases pass when a test says so.</summary>
public abstract class RegistrationCluster : IAsyncLifetime
{
    public const string Password = "Correct-horse7";
    public const string ServiceId = "registration";

    /// <summary>Setting <c>Mail:MaxTries</c>.</summary>
    public const int MailTries = 3;

    private const int Silos = 3;
    private static int serial;
    private InProcessTestCluster? cluster;

    public StorageFaults Faults { get; } = new();

    public TestClock Clock { get; } = new();

    public IGrainFactory Grains => cluster!.Client;

    public InProcessTestCluster Silo => cluster!;

    /// <summary>Where mails lie, if they are sent.</summary>
    public string MailFolder => Path.Combine(Settings["DataDirectory"]!, "mail");

    protected abstract Dictionary<string, string?> Settings { get; }

    /// <summary>Otherwise mails stay queued, and rows as they are.</summary>
    protected virtual bool SendsMail => false;

    /// <summary>Setting <c>Storage:Mode</c>.</summary>
    protected virtual string Mode => "Batched";

    public async ValueTask InitializeAsync()
    {
        await StartDatabaseAsync();
        cluster = await StartClusterAsync(Silos);
    }

    public async ValueTask DisposeAsync()
    {
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }

        await StopDatabaseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts one more cluster over the same rows, so that every grain may have a second activation that knows nothing of the first.</summary>
    /// <param name="serviceId">Another one has rows of its own in the same database.</param>
    public async Task<InProcessTestCluster> StartClusterAsync(short silos, string serviceId = ServiceId)
    {
        var settings = new Dictionary<string, string?>(Settings)
        {
            ["Passwords:MemoryKiB"] = "8",
            ["Passwords:Iterations"] = "1",
            ["Storage:Mode"] = Mode,
            ["Registration:ActivationDays"] = "0",
            ["Mail:MaxTries"] = $"{MailTries}",
            ["Mail:RetrySeconds"] = "3600",
        };
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ServiceId = serviceId; // part of each row's key; the builder's own is random and would win over ClusterOptions
        builder.ConfigureHost(host =>
        {
            host.Configuration.AddInMemoryCollection(settings);
            host.Logging.SetMinimumLevel(LogLevel.None);
        });
        builder.ConfigureSiloHost(
            (_, host) =>
            {
                host.Services.AddSingleton(new ServiceClock(Clock));
                host.Services.AddRegistrationGrains(host.Configuration);
                if (!SendsMail)
                {
                    host.Services.Remove(
                        host.Services.Single(service => service.ImplementationType == typeof(MailWorker))
                    );
                }
            }
        );
        builder.ConfigureSilo(
            (_, silo) =>
            {
                silo.ConfigureMemory();
                silo.AddRegistrationStorage();
                silo.Services.AddStorageFaults(StorageNames.Registration, Faults);
            }
        );
        var built = builder.Build();
        await built.DeployAsync();
        return built;
    }

    /// <summary>A number that no other test has.</summary>
    public static string Fresh() =>
        string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref serial):D6}");

    /// <summary>A sign-up with names of its own, unless given.</summary>
    public static SignUp SignUp(
        InvitationCode? code = null,
        string? username = null,
        string? nickname = null,
        string? email = null,
        string? fingerprint = null
    )
    {
        var fresh = Fresh();
        Assert.Equal(NameProblem.None, Username.TryParse(username ?? $"user{fresh}", out var parsedUsername));
        Assert.Equal(NameProblem.None, Nickname.TryParse(nickname ?? $"nick{fresh}", out var parsedNickname));
        Assert.Equal(NameProblem.None, EmailAddress.TryParse(email ?? $"mail{fresh}@example.org", out var parsedEmail));
        return new(parsedUsername!, parsedNickname!, parsedEmail!, Password, code, fingerprint);
    }

    public Task<SignUpResult> RegisterAsync(SignUp signUp, UserId? id = null) =>
        Grains.GetUser(id ?? UserId.New(TimeProvider.System)).RegisterAsync(signUp);

    /// <summary>An account that may invite.</summary>
    public async Task<Account> InviterAsync(long? limit = null)
    {
        var result = await RegisterAsync(SignUp());
        Assert.Equal(SignUpOutcome.Created, result.Outcome);
        var code = Grains.GetCode(result.Account!.InvitationCode);
        Assert.True(await code.SetTermsAsync(new(true, limit, null)));
        return result.Account;
    }

    /// <summary>One sweep of stale claims.</summary>
    public Task<int> SweepAsync() =>
        Silo.Silos[0].ServiceProvider.GetRequiredService<StaleClaims>().SweepAsync(rest: 0, CancellationToken.None);

    /// <summary>Lets every lease pass, and asks the rows, not memory: afterwards nothing may be in flight any more.</summary>
    public async Task SettleAsync(params InvitationCode[] codes)
    {
        Clock.MoveOn(TimeSpan.FromMinutes(2));
        for (var tries = 0; ; tries++)
        {
            try
            {
                await Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
                for (var shard = 0; shard < OutboxShards.Count; shard++)
                {
                    await Grains.GetOutbox(shard).DispatchDueAsync();
                }

                var counts = await Task.WhenAll(codes.Select(code => Grains.GetCode(code).GetCountsAsync()));

                // A late write may have landed behind a grain's memory, so the rows are looked at too.
                if (counts.All(c => c.Pending == 0) && Invariants.NothingIsPending(await RowsAsync(), codes))
                {
                    return;
                }
            }
            catch (Exception e) when (e is StorageUnavailableException or OrleansException && tries < 100)
            {
                // An activation that a planned failure dropped.
            }

            Assert.True(tries < 2000, "A pending use did not drain.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Every row of a service, read past it.</summary>
    public async Task<IReadOnlyList<(string Type, string Key, string Payload)>> RowsAsync(string serviceId = ServiceId)
    {
        var rows = new List<(string, string, string)>();
        await using var connection = Connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "select grain_type, grain_key, payload from grain_state where service_id = @service and payload is not null";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("service", serviceId);
        command.Parameters.Add(parameter);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return rows;
    }

    protected abstract Task StartDatabaseAsync();

    protected abstract ValueTask StopDatabaseAsync();

    protected abstract DbConnection Connect();
}

/// <summary>The cluster on an embedded SQLite file.</summary>
public class SqliteCluster : RegistrationCluster
{
    private readonly SqliteDatabase database = new();

    protected override Dictionary<string, string?> Settings => new() { ["DataDirectory"] = database.DataDirectory };

    protected override Task StartDatabaseAsync() => Task.CompletedTask;

    protected override ValueTask StopDatabaseAsync()
    {
        database.Dispose();
        return default;
    }

    protected override DbConnection Connect() => new SqliteConnection(database.ConnectionString);
}

/// <summary>The cluster on a PostgreSQL of its own.</summary>
public class PostgresCluster : RegistrationCluster
{
    private PostgresServer? server;
    private string connectionString = "";

    protected override Dictionary<string, string?> Settings =>
        new() { ["ConnectionStrings:Registration"] = connectionString };

    protected override async Task StartDatabaseAsync()
    {
        server = await PostgresServer.StartAsync();
        connectionString = await server.CreateDatabaseAsync();
    }

    protected override ValueTask StopDatabaseAsync() => server?.DisposeAsync() ?? default;

    protected override DbConnection Connect() => new NpgsqlConnection(connectionString);
}

/// <summary>The same, one statement a write.</summary>
public sealed class SqliteAdoNetCluster : SqliteCluster
{
    protected override string Mode => "AdoNet";
}

/// <summary>The same, one statement a write.</summary>
public sealed class PostgresAdoNetCluster : PostgresCluster
{
    protected override string Mode => "AdoNet";
}
