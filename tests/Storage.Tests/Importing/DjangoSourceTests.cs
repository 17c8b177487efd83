using Npgsql;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Importing;

/// <summary>Every form of a site's database gives the same accounts.</summary>
[Collection("PostgreSQL")]
public sealed class DjangoSourceTests(PostgresFixture postgres, DjangoSite site) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("registration-sources-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Csv_postgres_and_a_dump_have_what_the_file_has()
    {
        await using var database = await PostgresDatabase.CreateAsync(postgres.Server);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await DjangoSite.CreateAsync(connection.Host!, connection.Port, connection.Username!, connection.Database!);
        var expected = await AccountsAsync(DatabaseSource.Sqlite(site.File));
        Assert.Equal(DjangoSite.Accounts, expected.Count);
        Assert.Equal(expected, await AccountsAsync(DatabaseSource.Csv(site.CsvFolder)));
        Assert.Equal(expected, await AccountsAsync(DatabaseSource.PostgreSql(database.ConnectionString)));
        Assert.Equal(expected, await AccountsAsync(new MySqlDumpSource(DjangoSite.MySqlDump)));
    }

    [Theory]
    [InlineData("(1,2)", "an odd row")]
    [InlineData("(1,2,'A',4)", "an odd row")]
    [InlineData("(1,2,now())", "neither a text nor a number")]
    [InlineData("(1,2,0xFF)", "neither a text nor a number")]
    [InlineData("(1,2,'A", "ends in the middle")]
    [InlineData(@"(1,2,'\q')", "unknown escape")]
    public async Task Odd_dump_is_refused(string rows, string problem)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => CodesAsync(rows));
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dump_is_read_with_escapes_and_other_layouts()
    {
        var codes = await CodesAsync(@"(1,2,'it''s \'a\' \\ \n'),(3,-4,NULL)");
        Assert.Equal(["1|2|it's 'a' \\ \n", "3|-4|"], codes);
        Assert.Equal(["5|6|A"], await CodesAsync("\n(5,6,_binary 'A')", "INSERT INTO `invitation_code` VALUES"));
        Assert.Equal(
            ["7|8|A"],
            await CodesAsync(
                "('A',7,8)",
                "INSERT INTO `invitation_code` (`invitation_code`, `id`, `invitation_user`) VALUES"
            )
        );
    }

    [Fact]
    public async Task Missing_table_or_column_is_named()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "users.csv"), "id,username\n1,someone\n", Cancel);
        await RefusedAsync(DatabaseSource.Csv(_folder), "has no column 'password'");
        await RefusedAsync(DatabaseSource.Sqlite(Path.Combine(_folder, "missing.db")), "users");
        await RefusedAsync(new MySqlDumpSource(Path.Combine(_folder, "missing.sql")), "missing.sql");

        static async Task RefusedAsync(IDjangoSource source, string named)
        {
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => AccountsAsync(source));
            Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        }
    }

    // The salts of the hashes differ, and the time at which the administrator was made.
    private static async Task<List<string>> AccountsAsync(IDjangoSource source)
    {
        var accounts = new List<string>();
        var now = TimeProvider.System.GetUtcNow() + TimeSpan.FromDays(10_000);
        await foreach (var row in source.ReadAsync(DjangoTables.Users, DjangoTables.UserColumns, Cancel))
        {
            var user = DjangoUser.Parse(row, now);
            accounts.Add(
                $"{user.Id} {user.Username} {user.Nickname} {user.Email} {user.Algorithm} {user.State} {user.Level} "
                    + $"{user.Consumption:0.00} {user.Invitees} {user.Code} "
                    + $"{(user.Id == 1 ? default : user.DateJoined):O} "
                    + string.Join(',', user.Problems)
            );
        }

        return accounts;
    }

    private async Task<List<string>> CodesAsync(string rows, string start = "INSERT INTO `invitation_code` VALUES ")
    {
        var file = Path.Combine(_folder, "dump.sql");
        await File.WriteAllTextAsync(
            file,
            $"""
            -- INSERT INTO `invitation_code` VALUES (0,0,'not this');
            CREATE TABLE `invitation_code` (
              `id` int(11) NOT NULL AUTO_INCREMENT,
              `invitation_user` int(11) NOT NULL,
              `invitation_code` varchar(12) NOT NULL,
              PRIMARY KEY (`id`)
            ) ENGINE=InnoDB;
            INSERT INTO `other` VALUES (1,'INSERT INTO `invitation_code` VALUES (9,9,9);');
            {start}{rows};

            """,
            Cancel
        );
        var found = new List<string>();
        await foreach (
            var row in new MySqlDumpSource(file).ReadAsync(DjangoTables.Codes, DjangoTables.CodeColumns, Cancel)
        )
        {
            found.Add(string.Join('|', row));
        }

        return found;
    }
}
