using System.Net;
using OrleansRegistration.Faults;
using OrleansRegistration.Limits;

namespace OrleansRegistration.Tests;

public sealed class ClientAddressTests(LimitedService service) : IClassFixture<LimitedService>
{
    [Theory]
    [InlineData("198.51.100.30", "198.51.100.30")]
    [InlineData("::ffff:198.51.100.30", "198.51.100.30")]
    [InlineData("64:ff9b::198.51.100.30", "198.51.100.30")]
    [InlineData("64:ff9b:1::198.51.100.30", "198.51.100.30")]
    [InlineData("64:ff9b:1:c633:64:1e00::", "198.51.100.30")]
    [InlineData("64:ff9b:1:fffe::198.51.100.30", "198.51.100.30")]
    [InlineData("2002:c633:641e:1:2:3:4:5", "198.51.100.30")]
    [InlineData("2001:0:1:2:3:4:39cc:9be1", "198.51.100.30")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010db800010002")]
    [InlineData("2001:db8:1:2::198.51.100.30", "20010db800010002")]
    [InlineData("64:ff9b:2::198.51.100.30", "0064ff9b00020000")]
    [InlineData("::1", "0000000000000000")]
    [InlineData(null, "none")]
    public void Address_that_stands_for_an_IPv4_address_is_that_address(string? address, string key) =>
        Assert.Equal(key, ClientAddress.KeyOf(address is null ? null : IPAddress.Parse(address)));

    [Fact]
    [Trait("Fault", "C8")]
    public async Task Clients_behind_one_translator_have_limits_of_their_own()
    {
        using var client = service.CreateClient();
        var one = await SpendAsync(client, "64:ff9b::198.51.100.30");
        var other = await client.ReadAsync(
            "/api/captcha/",
            (LimitedService.From, "192.0.2.1"),
            ("X-Forwarded-For", "64:ff9b::198.51.100.31")
        );
        Assert.Equal(429, one);
        Assert.Equal(200, (int)other.Status);
        FaultTable.Now(
            "C8",
            "X-Forwarded-For: 64:ff9b::198.51.100.30 beyond its limit, then ….31",
            $"{one}, {(int)other.Status}"
        );
    }

    private static async Task<int> SpendAsync(HttpClient client, string address)
    {
        for (var i = 0; i < LimitedService.Count; i++)
        {
            (
                await client.ReadAsync(
                    "/api/captcha/",
                    (LimitedService.From, "192.0.2.1"),
                    ("X-Forwarded-For", address)
                )
            ).Is(200);
        }

        return (int)
            (
                await client.ReadAsync(
                    "/api/captcha/",
                    (LimitedService.From, "192.0.2.1"),
                    ("X-Forwarded-For", address)
                )
            ).Status;
    }
}
