using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Orleans.TestingHost;
using OrleansRegistration.Hosting;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Keys;
using OrleansRegistration.Leases;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;
using OrleansRegistration.Sweep;
using OrleansRegistration.Users;
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.Tests;

/// <summary>
/// Three silos over one real store. Storage fails where a test plans it, and leases pass when a test says so.
/// </summary>
public abstract class RegistrationCluster : IAsyncLifetime
{
    public const string Password = "Correct-horse7";
    public const string ServiceId = "registration";

    /// <summary>The setting <c>Mail:MaxTries</c>.</summary>
    public const int MailTries = 3;

    private const int Silos = 3;

    private static readonly MasterSecret Master = new(
        Options.Create(new KeyOptions { MasterSecret = "the master secret of all test clusters" }),
        data: null!
    );

    private static int _serial;
    private InProcessTestCluster? _cluster;

    public StorageFaults Faults { get; } = new();

    public TestClock Clock { get; } = new();

    public IGrainFactory Grains => _cluster!.Client;

    public InProcessTestCluster Silo => _cluster!;

    /// <summary>The folder of the mails, if mails are sent.</summary>
    public string MailFolder => Path.Combine(Settings["DataDirectory"]!, "mail");

    protected abstract Dictionary<string, string?> Settings { get; }

    /// <summary>Whether mails are sent. Otherwise mails stay queued, and their rows stay as they are.</summary>
    protected virtual bool SendsMail => false;

    /// <summary>The setting <c>Registration:RequireActivation</c>.</summary>
    public virtual bool RequiresActivation => true;

    /// <summary>The setting <c>Storage:Mode</c>.</summary>
    protected virtual string Mode => "Batched";

    public async ValueTask InitializeAsync()
    {
        await StartDatabaseAsync();
        _cluster = await StartClusterAsync(Silos);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        await StopDatabaseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Starts one more cluster over the same rows. Every grain may then have a second activation that knows nothing of
    /// the first.
    /// </summary>
    /// <param name="serviceId">Another id has rows of its own in the same database.</param>
    public async Task<InProcessTestCluster> StartClusterAsync(short silos, string serviceId = ServiceId)
    {
        var settings = new Dictionary<string, string?>(Settings)
        {
            ["Passwords:MemoryKiB"] = "8",
            ["Passwords:Iterations"] = "1",
            ["Storage:Mode"] = Mode,
            ["Registration:ActivationDays"] = "0",
            ["Registration:RequireActivation"] = $"{RequiresActivation}",
            ["Mail:MaxTries"] = $"{MailTries}",
            ["Mail:RetrySeconds"] = "3600",
            ["Webhooks:AllowPrivateNetworks"] = "true",
            ["Webhooks:TimeoutSeconds"] = "2",
        };
        var builder = new InProcessTestClusterBuilder(silos);
        // The service id is part of each row's key. The builder's own id is random and would win over ClusterOptions.
        builder.Options.ServiceId = serviceId;
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
                silo.ConfigureMemory(isAlone: false);
                silo.AddRegistrationStorage();
                silo.Services.AddStorageFaults(StorageNames.Registration, Faults);
                silo.Services.AddSingleton(Master);
                silo.Services.AddWebhooks(silo.Configuration);
            }
        );
        var built = builder.Build();
        await built.DeployAsync();
        return built;
    }

    /// <summary>Returns a number that no other test has.</summary>
    public static string Fresh() =>
        string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _serial):D6}");

    /// <summary>Makes a sign-up with new names, unless names are given.</summary>
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

    /// <summary>Signs up, and repeats what failed: on a busy machine a crowd may wait too long for storage.</summary>
    public async Task<SignUpResult> RegisterInCrowdAsync(SignUp signUp)
    {
        var id = UserId.New(TimeProvider.System);
        SignUpResult result;
        do
        {
            result = await RegisterAsync(signUp, id);
        } while (result.Outcome is SignUpOutcome.Failed or SignUpOutcome.Unknown);

        return result;
    }

    /// <summary>Makes an account that may invite.</summary>
    public async Task<Account> InviterAsync(long? limit = null)
    {
        var result = await RegisterAsync(SignUp());
        Assert.Equal(SignUpOutcome.Created, result.Outcome);
        var code = Grains.GetCode(result.Account!.InvitationCode);
        Assert.True(await code.SetTermsAsync(new(true, limit, null)));
        return result.Account;
    }

    /// <summary>Inserts the row of an own code, as an attempt of <paramref name="owner"/> does.</summary>
    public Task IssueAsync(InvitationCode code, UserId owner, Guid attempt) =>
        new GrainRow<InvitationCodeRecord>(
            GrainTypes.Code,
            GrainId.Create(GrainTypes.Code, code.GrainKey),
            Silo.Silos[0].ServiceProvider.GetRequiredKeyedService<IGrainStorage>(StorageNames.Registration)
        ).WriteAsync(
            new()
            {
                Owner = owner,
                Attempt = attempt,
                LeaseEnd = Silo.Silos[0].ServiceProvider.GetRequiredService<LeaseClock>().End,
            },
            version: 0
        );

    /// <summary>Sweeps stale claims once.</summary>
    public Task<int> SweepAsync() =>
        Silo.Silos[0].ServiceProvider.GetRequiredService<StaleClaims>().SweepAsync(rest: 0, CancellationToken.None);

    /// <summary>Lets every lease pass, and waits until the rows of these codes have nothing pending.</summary>
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

                // A late write may be newer than a grain's memory, so the rows are looked at, too.
                if (counts.All(c => c.Pending == 0) && Invariants.NothingIsPending(await RowsAsync("code"), codes))
                {
                    return;
                }
            }
            catch (Exception e) when (e is StorageUnavailableException or OrleansException && tries < 100)
            {
                // A planned failure dropped the activation.
            }

            Assert.True(tries < 2000, "A pending use did not drain.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Reads the rows of a service from the database.</summary>
    /// <param name="type">The type of the rows, <c>%</c> for all.</param>
    public async Task<IReadOnlyList<(string Type, string Key, string Payload)>> RowsAsync(
        string type = "%",
        string serviceId = ServiceId
    )
    {
        var rows = new List<(string, string, string)>();
        foreach (var connection in Connect())
        {
            await using (connection)
            {
                await ReadRowsAsync(connection, serviceId, type, rows);
            }
        }

        return rows;
    }

    /// <summary>Reads the audit log from the databases: subjects and kinds of acts.</summary>
    public async Task<IReadOnlyList<(string Subject, string Kind)>> AuditAsync()
    {
        var entries = new List<(string, string)>();
        foreach (var connection in Connect())
        {
            await using (connection)
            {
                await connection.OpenAsync();
                await using var command = connection.CreateCommand();
                command.CommandText = "select subject, kind from audit_entry";
                await using var reader = await command.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                {
                    entries.Add((reader.GetString(0), reader.GetString(1)));
                }
            }
        }

        return entries;
    }

    private static async Task ReadRowsAsync(
        DbConnection connection,
        string serviceId,
        string type,
        List<(string Type, string Key, string Payload)> rows
    )
    {
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "select grain_type, grain_key, payload from grain_state "
            + "where service_id = @service and grain_type like @type and payload is not null";
        foreach (var (name, value) in new[] { ("service", serviceId), ("type", type) })
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }
    }

    protected abstract Task StartDatabaseAsync();

    protected abstract ValueTask StopDatabaseAsync();

    /// <summary>A closed connection to each database.</summary>
    protected abstract IEnumerable<DbConnection> Connect();
}
