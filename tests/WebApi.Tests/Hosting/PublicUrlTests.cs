using System.Net;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

/// <summary>The service below a path of a host. A proxy in front of it strips the path or passes it on.</summary>
public sealed class PublicUrlTests
{
    private const string Public = "https://example.org/signup";

    [Theory]
    [InlineData("")]
    [InlineData("/signup")]
    [Trait("Fault", "C5")]
    public async Task Path_of_PublicUrl_is_in_every_address_that_the_service_gives(string passedOn)
    {
        await using var service = new Service { Settings = { ["PublicUrl"] = Public } };
        // A plain client: the paths are not those of docs/openapi.json.
        using var client = service.Server.CreateClient();
        var form = Requests.NewSignUp();
        var account = (await client.RegisterAsync(form, passedOn)).Is(201);
        Assert.Equal("/signup/api/me/", account.Headers.Location?.OriginalString);
        var cookie = Assert.Single(account.Headers.GetValues("Set-Cookie"));
        Assert.Contains("; path=/signup/jwt/;", cookie, StringComparison.OrdinalIgnoreCase);

        var refreshed = (
            await client.SendAsync(
                HttpMethod.Post,
                $"{passedOn}/jwt/refresh/",
                null,
                ("Cookie", cookie.Split(';')[0]),
                ("Origin", "https://example.org")
            )
        ).Is(200);
        Assert.NotEmpty(refreshed["token"]);
        (await client.ReadAsync(passedOn)).Is(200);
        Assert.Contains(
            "<base href=\"/signup/\"",
            (await client.ReadAsync($"{passedOn}/register")).Is(200).Text,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "/signup/docs/",
            (await client.ReadAsync($"{passedOn}/docs")).Headers.Location is { } page
                ? new Uri(new Uri("https://example.org/signup/docs"), page).AbsolutePath
                : null
        );
        Assert.Equal(
            "/signup/api/me/",
            (await client.ReadAsync($"{passedOn}/api/me/")).IsProblem(401, "not_authenticated")["instance"]
        );
        Assert.Equal(
            Public,
            (await client.ReadAsync($"{passedOn}/openapi/v1.json"))
                .Is(200)
                .Json.GetProperty("servers")[0]
                .GetProperty("url")
                .GetString()
        );
        var discovery = (await client.ReadAsync($"{passedOn}/.well-known/openid-configuration")).Is(200);
        Assert.Equal(Public, discovery["issuer"]);
        Assert.Equal($"{Public}/.well-known/jwks.json", discovery["jwks_uri"]);
        var me = (await client.ReadAsync($"{passedOn}/api/me/", ("Authorization", $"Bearer {account["token"]}"))).Is(
            200
        );
        Assert.StartsWith($"{Public}/register?code=", me["invitation_link"], StringComparison.Ordinal);
        var mail = (await Mailbox.ReadAsync(service.MailFolder, form["email"]))[0];
        Assert.Contains($"{Public}/activate#token=", mail.TextBody, StringComparison.Ordinal);
        FaultTable.Now(
            "C5",
            passedOn.Length > 0
                ? "PublicUrl with a path, passed on by the proxy"
                : "PublicUrl with a path, stripped by the proxy",
            "cookie Path, Location, redirect, instance, servers, discovery and mails have the path; the refresh works"
        );
    }

    [Theory]
    [InlineData("example.org", 200)]
    [InlineData("EXAMPLE.ORG", 200)]
    [InlineData("localhost:8000", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("[::1]:8000", 200)]
    [InlineData("sub.extra.example", 200)]
    [InlineData("evil.example", 400)]
    [InlineData("example.org.evil.example", 400)]
    [Trait("Fault", "G12")]
    public async Task Host_must_be_that_of_PublicUrl_or_loopback_or_allowed(string host, int status)
    {
        await using var service = new Service
        {
            Settings = { ["PublicUrl"] = "https://example.org", ["AllowedHosts"] = "extra.example;*.extra.example" },
        };
        using var client = service.Server.CreateClient();
        client.DefaultRequestHeaders.Host = host;
        var answer = await client.ReadAsync("/.well-known/openid-configuration");
        Assert.Equal((HttpStatusCode)status, answer.Status);
        if (status == 400)
        {
            answer.IsProblem(400, "host_not_allowed");
        }

        (await client.ReadAsync("/health/live")).Is(200); // a monitor calls this by its address
        FaultTable.Now("G12", $"Host: {host}", $"{status}");
    }

    [Fact]
    [Trait("Fault", "G12")]
    public async Task No_answer_names_the_server()
    {
        var data = Directory.CreateTempSubdirectory("webapi-server-");
        try
        {
            using var service = await RunningService.StartAsync(data, []);
            Assert.Empty((await service.Client.ReadAsync("/health/live")).Headers.Server);
            FaultTable.Now("G12", "GET /health/live", "no Server header");
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}

file static class Below
{
    public static Task<Answer> RegisterAsync(this HttpClient client, object form, string path) =>
        client.SendAsync(HttpMethod.Post, $"{path}/api/register/", form);
}
