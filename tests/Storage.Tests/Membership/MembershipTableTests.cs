using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime;

namespace OrleansRegistration.Storage;

/// <summary>
/// The queries of migration 0004 for Microsoft.Orleans.Clustering.AdoNet. Each change belongs to one version of the
/// table, whatever the time zone of the sessions is.
/// </summary>
[Collection("PostgreSQL")]
public sealed class MembershipTableTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Racers = 8;
    private static readonly DateTime Started = new(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);
    private PostgresDatabase _database = null!;
    private NpgsqlDataSource _source = null!;
    private IHost _host = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IMembershipTable Table => _host.Services.GetRequiredService<IMembershipTable>();

    public async ValueTask InitializeAsync()
    {
        _database = await PostgresDatabase.CreateAsync(postgres.Server);
        await using (await StorageHost.StartAsync(Settings()))
        {
            // It has migrated the schema.
        }

        _source = NpgsqlDataSource.Create($"{_database.ConnectionString};Timezone=America/St_Johns");
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.UseOrleans(silo =>
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("one", "tests"))
                .UseAdoNetClustering(options => (options.Invariant, options.DataSource) = ("Npgsql", _source))
        );
        _host = builder.Build();
        await Table.InitializeMembershipTableAsync(tryInitTableVersion: true, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _host.Dispose();
        await _source.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Members_that_join_at_once_get_one_version_each()
    {
        var before = (await ReadAsync()).Version;
        var added = await Task.WhenAll(Enumerable.Range(1, Racers).Select(i => InsertAsync(Member(i), before.Next())));
        Assert.Single(added, won => won);
        var after = await ReadAsync();
        Assert.Single(after.Members);
        Assert.Equal(before.Version + 1, after.Version.Version);

        // Each of the others wins once it knows the newest version.
        await Task.WhenAll(Enumerable.Range(1, Racers).Select(JoinAsync));
        after = await ReadAsync();
        Assert.Equal(Racers, after.Members.Count);
        Assert.Equal(before.Version + Racers, after.Version.Version);
        Assert.False(await InsertAsync(Member(1), after.Version.Next())); // it is there already
        Assert.Equal(after.Version.Version, (await ReadAsync()).Version.Version);

        async Task JoinAsync(int number)
        {
            while (
                await ReadAsync() is var table
                && table.Members.All(member => member.Item1.SiloAddress.Generation != number)
            )
            {
                await InsertAsync(Member(number), table.Version.Next());
            }
        }
    }

    [Fact]
    public async Task Of_changes_from_one_version_one_is_made()
    {
        Assert.True(await InsertAsync(Member(1), (await ReadAsync()).Version.Next()));
        Assert.True(await UpdateAsync(Member(1), (await ReadAsync()).Version.Next()));
        var before = await ReadAsync();
        var changed = await Task.WhenAll(
            Enumerable
                .Range(1, Racers)
                .Select(i => UpdateAsync(With(Member(1), SiloStatus.Active, suspects: i), before.Version.Next()))
        );
        Assert.Single(changed, won => won);
        var after = await ReadAsync();
        var entry = Assert.Single(after.Members).Item1;
        Assert.Equal(SiloStatus.Active, entry.Status);
        Assert.Equal(Array.IndexOf(changed, true) + 1, Assert.Single(entry.SuspectTimes!).Item1.Generation);
        Assert.Equal(before.Version.Version + 1, after.Version.Version);
        Assert.False(await UpdateAsync(Member(2), after.Version.Next())); // nobody has this row
        Assert.Equal(after.Version.Version, (await ReadAsync()).Version.Version);
    }

    [Fact]
    public async Task Times_are_read_as_they_were_written()
    {
        var member = Member(1);
        Assert.True(await InsertAsync(member, (await ReadAsync()).Version.Next()));
        var read = Assert.Single((await Table.ReadRowAsync(member.SiloAddress, Stop)).Members).Item1;
        Assert.Equal((Started, Started), (read.StartTime, read.IAmAliveTime));
        Assert.Equal(
            (member.SiloName, member.HostName, member.ProxyPort, member.Status),
            (read.SiloName, read.HostName, read.ProxyPort, read.Status)
        );

        member.IAmAliveTime = Started.AddMinutes(1);
        await Table.UpdateIAmAliveAsync(member, Stop);
        read = Assert.Single((await ReadAsync()).Members).Item1;
        Assert.Equal((Started, Started.AddMinutes(1)), (read.StartTime, read.IAmAliveTime));
        Assert.Equal(1, (await ReadAsync()).Version.Version); // no change of the members
    }

    [Fact]
    public async Task Clean_up_removes_dead_members_of_its_cluster_alone()
    {
        foreach (var status in Enum.GetValues<SiloStatus>().Where(status => status is not SiloStatus.None))
        {
            await AddAsync(With(Member((int)status), status));
        }

        await AddAsync(With(Member(100, minutes: 10), SiloStatus.Dead)); // not dead for long
        await using var other = _source.CreateCommand(
            "insert into orleansmembershipversiontable (deploymentid) values ('two');"
                + "insert into orleansmembershiptable select 'two', address, port, generation, siloname, hostname, "
                + "status, proxyport, suspecttimes, starttime, iamalivetime from orleansmembershiptable"
        );
        await other.ExecuteNonQueryAsync(Stop);
        await Table.CleanupDefunctSiloEntriesAsync(Started.AddMinutes(5), Stop);
        await using var left = _source.CreateCommand(
            "select count(*) from orleansmembershiptable where deploymentid = 'two'"
        );
        Assert.Equal(7L, await left.ExecuteScalarAsync(Stop));

        var members = (await ReadAsync()).Members.Select(member => member.Item1.SiloAddress.Generation).Order();
        Assert.Equal([1, 2, 3, 4, 5, 100], members);

        async Task AddAsync(MembershipEntry entry) =>
            Assert.True(await InsertAsync(entry, (await ReadAsync()).Version.Next()));
    }

    [Fact]
    public async Task Clients_find_the_gateways_of_active_members()
    {
        foreach (var status in (SiloStatus[])[SiloStatus.Joining, SiloStatus.Active, SiloStatus.Dead])
        {
            Assert.True(await InsertAsync(With(Member((int)status), status), (await ReadAsync()).Version.Next()));
        }

        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.UseOrleansClient(client =>
            client
                .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("one", "tests"))
                .UseAdoNetClustering(options => (options.Invariant, options.DataSource) = ("Npgsql", _source))
        );
        using var host = builder.Build();
        var gateways = host.Services.GetRequiredService<Orleans.Messaging.IGatewayListProvider>();
        await gateways.InitializeGatewayListProviderAsync(Stop);
        var gateway = Assert.Single(await gateways.GetGatewaysAsync(Stop));
        Assert.Equal("gwy.tcp://10.0.0.5:30000/3", gateway.ToString()); // the active one
    }

    private Task<MembershipTableData> ReadAsync() => Table.ReadAllAsync(Stop);

    private Task<bool> InsertAsync(MembershipEntry entry, TableVersion version) =>
        Table.InsertRowAsync(entry, version, Stop);

    private Task<bool> UpdateAsync(MembershipEntry entry, TableVersion version) =>
        Table.UpdateRowAsync(entry, version.VersionEtag, version, Stop);

    private Dictionary<string, string?> Settings() =>
        new() { ["ConnectionStrings:Registration"] = _database.ConnectionString };

    private static MembershipEntry Member(int number, int minutes = 0) =>
        new()
        {
            SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Parse("10.0.0.5"), 11111), number),
            SiloName = "a silo",
            HostName = "a machine",
            Status = SiloStatus.Joining,
            ProxyPort = 30000,
            StartTime = Started,
            IAmAliveTime = Started.AddMinutes(minutes),
        };

    private static MembershipEntry With(MembershipEntry entry, SiloStatus status, int suspects = 0)
    {
        entry.Status = status;
        if (suspects > 0)
        {
            entry.AddSuspector(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), suspects), Started);
        }

        return entry;
    }
}
