using System.Data.Common;
using Npgsql;

[assembly: AssemblyFixture(typeof(OrleansRegistration.Storage.PostgresFixture))]

namespace OrleansRegistration.Storage;

[Collection("PostgreSQL")] // one after the other, because one of these tests crashes the server
public sealed class PostgresAdoNetTests(PostgresFixture postgres) : PostgresChecks(postgres, StorageMode.AdoNet);

public abstract class PostgresChecks(PostgresFixture postgres, StorageMode mode) : StorageChecks(mode)
{
    private readonly List<PostgresDatabase> _databases = [];

    private protected PostgresServer Server => postgres.Server;

    [Fact]
    public async Task Storage_works_again_after_its_connections_were_cut()
    {
        await WriteAsync("code/A", "kept", null);
        await ReadAsync("code/A");
        await Server.CutConnectionsAsync(Settings["ConnectionStrings:Registration"]!);
        await FailsThenWorksAsync();
    }

    [Fact]
    public async Task Storage_works_again_after_the_server_crashed_and_lost_nothing()
    {
        await WriteAsync("code/A", "kept", null);
        await ReadAsync("code/A");
        await Server.RestartAsync();
        await FailsThenWorksAsync();
    }

    [Fact]
    public void Settings_of_the_operator_stay_and_the_others_are_tuned()
    {
        var chosen = new NpgsqlConnectionStringBuilder(Host.Database.ConnectionString);
        Assert.True(chosen.NoResetOnClose);
        Assert.Equal(20, chosen.MaxAutoPrepare);
        using var own = new RegistrationDatabase(
            new StorageOptions { ConnectionString = "Host=h;max auto prepare=0;No Reset On Close=false" },
            number: 0
        );
        var kept = new NpgsqlConnectionStringBuilder(own.ConnectionString);
        Assert.Equal((0, false), (kept.MaxAutoPrepare, kept.NoResetOnClose));
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }
    }

    private protected override async Task<IDictionary<string, string?>> CreateDatabaseAsync()
    {
        var database = await PostgresDatabase.CreateAsync(Server);
        _databases.Add(database);
        return new Dictionary<string, string?> { ["ConnectionStrings:Registration"] = database.ConnectionString };
    }

    /// <summary>Each broken connection of the pool fails once at most.</summary>
    private async Task FailsThenWorksAsync()
    {
        await Assert.ThrowsAnyAsync<DbException>(() => ReadAsync("code/A"));
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                Assert.Equal("kept", (await ReadAsync("code/A")).State!.Text);
                return;
            }
            catch (DbException) when (attempt < 20) { }
        }
    }
}
