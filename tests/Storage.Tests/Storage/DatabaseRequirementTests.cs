using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Storage;

[Trait("Fault", "D5")]
public sealed class DatabaseRequirementTests
{
    [Theory]
    [InlineData(
        "create database d encoding 'LATIN1' locale 'C' template template0",
        "its encoding is LATIN1; UTF8 is needed"
    )]
    [InlineData(
        "create database d encoding 'WIN1251' locale 'C' template template0",
        "its encoding is WIN1251; UTF8 is needed"
    )]
    [InlineData("create database d; alter database d set default_transaction_read_only = on", "it is read-only")]
    [InlineData(
        "create database d; alter database d set standard_conforming_strings = off",
        "standard_conforming_strings is off; on is needed"
    )]
    [InlineData(
        "create database d; alter database d set synchronous_commit = off",
        "synchronous_commit is off, so a crash would lose what was answered; on is needed"
    )]
    [InlineData(
        "create database d; alter database d set search_path = nowhere",
        "there is no schema on its search_path"
    )]
    public async Task Database_that_will_not_do_stops_start_up_with_one_line(string create, string problem)
    {
        await using var server = await PostgresServer.StartAsync(fsync: false);
        var connection = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync()) { Pooling = false };
        foreach (var statement in create.Split(';'))
        {
            await using var admin = new NpgsqlConnection(connection.ConnectionString);
            await admin.OpenAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // Literals of this test.
            await using var command = new NpgsqlCommand(statement, admin);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        connection.Database = "d";
        using var database = new RegistrationDatabase(
            new StorageOptions { ConnectionString = connection.ConnectionString },
            number: 0
        );
        var migration = new SchemaMigration(database, NullLogger<SchemaMigration>.Instance);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            migration.MigrateAsync(TestContext.Current.CancellationToken)
        );
        Assert.StartsWith(
            "ConnectionStrings:Registration: the PostgreSQL database 'd'",
            failure.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        FaultTable.Now("D5", create, failure.Message);
    }
}
