using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OrleansRegistration.Storage;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Storage:Mode", "7", "Storage:Mode")]
    [InlineData("Storage:Mode", "Nonsense", "Storage:Mode")]
    [InlineData(
        "ConnectionStrings:Registration",
        "Host=127.0.0.1;Password=hush;hush2=1",
        "ConnectionStrings:Registration"
    )]
    [InlineData("ConnectionStrings:Registration", "Database=x;Password=hush", "ConnectionStrings:Registration")]
    [InlineData(
        "ConnectionStrings:Registration",
        "Host=127.0.0.1;Port=1;Username=u;Password=hush",
        "ConnectionStrings:Registration"
    )]
    [InlineData("DataDirectory", "/dev/null/data", "DataDirectory")]
    public async Task A_wrong_setting_stops_start_up_and_is_named_without_the_password(
        string key,
        string value,
        string named
    )
    {
        using var database = new SqliteDatabase();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["DataDirectory"] = database.DataDirectory, [key] = value }
        );
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddRegistrationStorage());
        var failure = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var host = builder.Build();
            await host.StartAsync(TestContext.Current.CancellationToken);
        });
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "ConnectionStrings:Registration and ConnectionStrings:Registration:0 are both set",
        "",
        "Host=a",
        "0",
        "Host=b"
    )]
    [InlineData("ConnectionStrings:Registration:1 is missing", "0", "Host=a", "2", "Host=b")]
    [InlineData("ConnectionStrings:Registration:0 is missing", "1", "Host=a")]
    [InlineData("ConnectionStrings:Registration:1 is missing", "0", "Host=a", "x", "Host=b")]
    [InlineData("must be empty or a PostgreSQL connection string", "0", "Host=a", "1", "")]
    [InlineData("must be empty or a PostgreSQL connection string", "0", "Host=a", "1", "Data Source=b")]
    [InlineData(
        "ConnectionStrings:Registration:0 and ConnectionStrings:Registration:2 name the same database",
        "0",
        "Host=a;Database=d",
        "1",
        "Host=a;Database=e",
        "2",
        "Port=5432;Server=a;Database=d;Timeout=1"
    )]
    public void Databases_that_are_not_numbered_or_not_several_are_named(string problem, params string[] settings)
    {
        var failure = Assert.ThrowsAny<Exception>(() => Read(settings));
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_numbered_database_is_the_same_as_one_without_a_number()
    {
        Assert.Equal(["Host=a"], Read("", "Host=a").ConnectionStrings);
        Assert.Equal(["Host=a"], Read("0", "Host=a").ConnectionStrings);
        Assert.Equal(["Host=a", "Host=b"], Read("", "", "0", "Host=a", "1", "Host=b").ConnectionStrings);
        Assert.Empty(Read("", "").ConnectionStrings);
    }

    [Fact]
    public void Several_databases_need_the_batched_mode() =>
        Assert.Contains(
            "Storage:Mode must be Batched",
            Assert.ThrowsAny<Exception>(() => Read("0", "Host=a", "1", "Host=b", "Storage:Mode", "AdoNet")).Message,
            StringComparison.Ordinal
        );

    /// <summary>Reads settings: numbers of databases, or keys, each with its value.</summary>
    private static StorageOptions Read(params string[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(
            settings
                .Chunk(2)
                .Select(setting =>
                    KeyValuePair.Create(
                        setting[0].Contains(':', StringComparison.Ordinal)
                            ? setting[0]
                            : $"ConnectionStrings:Registration:{setting[0]}".TrimEnd(':'),
                        (string?)setting[1]
                    )
                )
        );
        builder.Services.AddStorageOptions(builder.Configuration);
        using var host = builder.Build();
        return host.Services.GetRequiredService<IOptions<StorageOptions>>().Value;
    }
}
