using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

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
}
