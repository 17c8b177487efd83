using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansRegistration.Hosting;
using OrleansRegistration.Keys;
using OrleansRegistration.Storage;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class KeyFailuresOnSqlite(SqliteCluster cluster, ITestOutputHelper output)
    : KeyFailureTests(cluster, output),
        IClassFixture<SqliteCluster>;

public sealed class KeyFailuresOnPostgres(PostgresCluster cluster, ITestOutputHelper output)
    : KeyFailureTests(cluster, output),
        IClassFixture<PostgresCluster>;

/// <summary>
/// Storage fails once, at every call of the key ring in turn, in every way, while three nodes start at once on an empty
/// store, and while they rotate. At every moment all nodes publish the key with which any node signs.
/// </summary>
public abstract class KeyFailureTests(RegistrationCluster cluster, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Nodes = 3;
    private const int MaxRestarts = 5;
    private static readonly TimeSpan Life = TimeSpan.FromDays(new TokenOptions().KeyRotationDays);
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(20);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webapi-keys-");
    private readonly List<IHost> _hosts = [];

    private enum Way
    {
        Before,
        ReplyLost,

        /// <summary>A failed write lands before the node tries again.</summary>
        Late,

        /// <summary>A failed write lands when all is done.</summary>
        VeryLate,
        ReadFails,
    }

    public async ValueTask InitializeAsync()
    {
        cluster.Faults.Clear();
        Assert.Equal(SignUpOutcome.Created, (await cluster.RegisterAsync(RegistrationCluster.SignUp())).Outcome);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _hosts.ForEach(host => host.Dispose());
        _data.Delete(recursive: true);
        return default;
    }

    [Fact]
    public Task Storage_that_fails_while_nodes_start_at_once_leaves_one_ring() =>
        FailEverywhereAsync(
            async () =>
            {
                await ForgetRingAsync();
                return [];
            },
            (_, landAsync) => StartAllAsync(landAsync)
        );

    [Fact]
    public Task Storage_that_fails_while_keys_rotate_leaves_one_successor_that_all_publish_before_it_signs() =>
        FailEverywhereAsync(
            async () =>
            {
                await ForgetRingAsync();
                var nodes = await StartAllAsync(() => Task.CompletedTask);
                cluster.Clock.MoveOn(Life - KeySchedule.Ahead + TimeSpan.FromMinutes(1));
                return nodes;
            },
            async (nodes, landAsync) =>
            {
                var first = nodes[0].Active.Public.Kid;
                for (var gone = TimeSpan.Zero; gone < KeySchedule.Ahead + TimeSpan.FromHours(1); gone += Step)
                {
                    await Task.WhenAll(nodes.Select(RefreshAsync));
                    await landAsync();
                    Agree(nodes);
                    cluster.Clock.MoveOn(Step);
                    Agree(nodes);
                }

                Assert.All(nodes, node => Assert.NotEqual(first, node.Active.Public.Kid));
                return nodes;
            }
        );

    /// <summary>
    /// Does what a running node does once a minute. A node that fails goes on with the keys that it knows. Only the
    /// failures below may occur.
    /// </summary>
    private static async Task RefreshAsync(ServiceKeys node)
    {
        try
        {
            await node.RefreshAsync();
        }
        catch (Exception e) when (Failure.IsTransient(e))
        {
            // The next minute.
        }
    }

    private static void Agree(ServiceKeys[] nodes)
    {
        Assert.All(
            nodes,
            signer =>
                Assert.All(
                    nodes,
                    other => Assert.Contains(signer.Active.Public.Kid, other.Accepted.Select(key => key.Public.Kid))
                )
        );
        Assert.Single(nodes.Select(node => Convert.ToHexString(node.Derivation)).Distinct());
    }

    /// <summary>Fails each storage call of a run that went well, in each way.</summary>
    /// <param name="prepareAsync">What comes before, without a failure.</param>
    /// <param name="runAsync">What is tried. Its argument makes a late write land.</param>
    private async Task FailEverywhereAsync(
        Func<Task<ServiceKeys[]>> prepareAsync,
        Func<ServiceKeys[], Func<Task>, Task<ServiceKeys[]>> runAsync
    )
    {
        var nodes = await prepareAsync();
        cluster.Faults.Clear();
        Agree(await runAsync(nodes, () => Task.CompletedTask));
        var calls = cluster.Faults.Log.Where(IsRing).ToArray();
        var writes = calls.Count(call => call.Operation == StorageOperation.Write);
        var points = Enumerable
            .Range(1, calls.Length - writes)
            .Select(nth => (Way: Way.ReadFails, nth))
            .Concat(
                Enumerable
                    .Range(1, writes)
                    .SelectMany(nth =>
                        Enum.GetValues<Way>().Where(way => way != Way.ReadFails).Select(way => (way, nth))
                    )
            );
        foreach (var (way, nth) in points)
        {
            nodes = await prepareAsync();
            cluster.Faults.Clear();
            var fault = way switch
            {
                Way.Before => cluster.Faults.FailBefore(IsRing, nth),
                Way.ReplyLost => cluster.Faults.FailAfter(IsRing, nth),
                Way.ReadFails => cluster.Faults.FailRead(IsRing, nth),
                _ => cluster.Faults.FailNowLandLater(IsRing, nth),
            };
            nodes = await runAsync(nodes, () => way == Way.Late ? LandAsync(fault) : Task.CompletedTask);
            // The number of calls depends on which node is first.
            Assert.True(fault.Struck.IsCompleted || nth > 1, $"{way}: was never met");
            Agree(nodes);
            if (way == Way.VeryLate)
            {
                await LandAsync(fault);
            }

            cluster.Faults.Clear(); // a fault that was not met
            await Task.WhenAll(nodes.Select(node => node.RefreshAsync()));
            Agree(nodes);
            Assert.All(nodes, node => Assert.Single(node.Accepted));
            await Invariants.CheckAsync(cluster);
            output.WriteLine($"{way} {nth}: {(fault.Struck.IsCompleted ? "met" : "not met")}");
        }

        static bool IsRing(StorageCall call) => call.GrainType == "keyring";

        static async Task LandAsync(StorageFault fault)
        {
            if (fault.Struck.IsCompleted)
            {
                await Record.ExceptionAsync(fault.LandAsync); // once, and perhaps in vain
            }
        }
    }

    private Task<ServiceKeys[]> StartAllAsync(Func<Task> landAsync) =>
        Task.WhenAll(Enumerable.Range(0, Nodes).Select(_ => Task.Run(() => StartAsync(landAsync))));

    /// <summary>Starts a node again and again until it can load its keys.</summary>
    private async Task<ServiceKeys> StartAsync(Func<Task> landAsync)
    {
        for (var tries = 0; ; tries++)
        {
            var keys = Build();
            try
            {
                await keys.RefreshAsync();
                return keys;
            }
            catch (Exception e)
                when (tries < MaxRestarts && cluster.Faults.Log.Any(call => call.Outcome is not StorageOutcome.Done))
            {
                output.WriteLine(e.GetType().Name);
                await landAsync();
            }
        }
    }

    private ServiceKeys Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([
            new("Keys:MasterSecret", "of all nodes of these tests, 0123456789"),
        ]);
        builder.Services.AddSingleton(cluster.Grains);
        builder.Services.AddSingleton<TimeProvider>(cluster.Clock);
        builder.Services.AddSingleton<DataDirectory>();
        builder.Services.Configure<ServiceOptions>(options => options.DataDirectory = _data.FullName);
        builder.AddKeys();
        var host = builder.Build();
        lock (_hosts)
        {
            _hosts.Add(host);
        }

        return host.Services.GetRequiredService<ServiceKeys>();
    }

    private async Task ForgetRingAsync()
    {
        var database = cluster.Silo.Silos[0].ServiceProvider.GetRequiredService<RegistrationStore>().Databases[0];
        await using var connection = await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "delete from grain_state where grain_type = 'keyring'";
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
