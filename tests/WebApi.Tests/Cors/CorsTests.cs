using OrleansRegistration.Cors;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

public sealed class CorsTests(Service service)
{
    private const string Client = "http://localhost:4200";
    private readonly HttpClient _client = service.CreateClient();

    [Theory]
    [InlineData("/api/register/", "content-type")]
    [InlineData("/jwt/login/", "content-type")]
    [InlineData("/api/register/", "content-type,authorization,idempotency-key,accept-language")]
    public async Task Preflight_of_the_seeds_client_is_allowed(string path, string headers)
    {
        var answer = (await PreflightAsync(_client, path, headers)).Is(204);
        Assert.Equal([Client], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Contains(
            "content-type",
            answer.Headers.GetValues("Access-Control-Allow-Headers").Single(),
            StringComparison.OrdinalIgnoreCase
        );
    }

    [Theory]
    [InlineData("traceparent")]
    [InlineData("tracestate")]
    [InlineData("baggage")]
    [InlineData("sentry-trace")]
    [InlineData("x-requested-with")]
    [Trait("Fault", "C7")]
    public async Task Tracing_headers_are_allowed(string header)
    {
        var allowed = Allowed(await PreflightAsync(_client, "/api/register/", $"content-type,{header}"));
        Assert.Contains(header, allowed);
        FaultTable.Now("C7", $"preflight with {header}", $"allowed: {string.Join(", ", allowed)}");
    }

    [Fact]
    public async Task Other_headers_are_allowed_by_a_setting()
    {
        Assert.DoesNotContain("x-tenant", Allowed(await PreflightAsync(_client, "/api/register/", "x-tenant")));
        await using var other = new Service { Settings = { ["Cors:Headers:0"] = "X-Tenant" } };
        using var client = other.CreateClient();
        Assert.Contains("x-tenant", Allowed(await PreflightAsync(client, "/api/register/", "x-tenant")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{")]
    public async Task Client_may_read_errors(string body) =>
        Assert.Equal(
            [Client],
            (await _client.RegisterAsync(body, ("Origin", Client), ("Accept", "application/json, text/plain, */*")))
                .Is(400)
                .Headers.GetValues("Access-Control-Allow-Origin")
        );

    [Fact]
    public async Task Client_may_read_its_token()
    {
        var answer = (await _client.RegisterAsync(Requests.NewSignUp(), ("Origin", Client))).Is(201);
        Assert.Equal([Client], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.NotEmpty(answer["token"]);
    }

    [Fact]
    public async Task Other_sites_may_not_read() =>
        Assert.False(
            (await _client.RegisterAsync("{}", ("Origin", "https://elsewhere.example"))).Headers.Contains(
                "Access-Control-Allow-Origin"
            )
        );

    [Theory]
    [InlineData("/.well-known/jwks.json")]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/openapi/v1.json")]
    [Trait("Fault", "C4")]
    public async Task Every_page_may_read_public_documents_also_from_a_cache(string path)
    {
        foreach (
            var headers in ((string, string)[][])
                [
                    [],
                    [("Origin", Client)],
                    [("Origin", "https://elsewhere.example")],
                ]
        )
        {
            var answer = (await _client.ReadAsync(path, headers)).Is(200);
            Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
            Assert.True(answer.Headers.CacheControl!.Public);
            Assert.Empty(answer.Headers.Vary);
        }

        var preflight = await PreflightAsync(_client, path, "traceparent", "GET");
        Assert.Equal(["*"], preflight.Is(204).Headers.GetValues("Access-Control-Allow-Origin"));
        FaultTable.Now(
            "C4",
            $"GET {path} without Origin, then by a page from cache",
            "Access-Control-Allow-Origin: * on both, no Vary"
        );
    }

    [Fact]
    [Trait("Fault", "C6")]
    public async Task Internationalised_origin_may_call_and_use_its_cookie()
    {
        const string Origin = "https://xn--pp-uia.example";
        await using var other = new Service { Settings = { ["Cors:Origins:0"] = "https://äpp.example" } };
        using var client = other.CreateClient(new() { HandleCookies = false });
        var preflight = (await PreflightAsync(client, "/jwt/refresh/", "content-type", "POST", Origin)).Is(204);
        Assert.Equal([Origin], preflight.Headers.GetValues("Access-Control-Allow-Origin"));
        var cookie = (await client.RegisterAsync(Requests.NewSignUp()))
            .Is(201)
            .Headers.GetValues("Set-Cookie")
            .Single()
            .Split(';')[0];
        var refreshed = await client.SendAsync(
            HttpMethod.Post,
            "/jwt/refresh/",
            null,
            ("Origin", Origin),
            ("Sec-Fetch-Site", "cross-site"),
            ("Cookie", cookie)
        );
        Assert.Equal([Origin], refreshed.Is(200).Headers.GetValues("Access-Control-Allow-Origin"));

        // No browser sends an origin in this form, and no answer could repeat it.
        var raw = (await PreflightAsync(client, "/jwt/refresh/", "content-type", "POST", "https://äpp.example")).Is(
            204
        );
        Assert.False(raw.Headers.Contains("Access-Control-Allow-Origin"));
        FaultTable.Now(
            "C6",
            "Cors:Origins:0=https://äpp.example, preflight, then refresh with the cookie",
            $"{(int)preflight.Status}, {(int)refreshed.Status}"
        );
    }

    [Theory]
    [InlineData("https://example.com", "https://example.com")]
    [InlineData("https://EXAMPLE.com/", "https://example.com")]
    [InlineData("HTTPS://example.com:443", "https://example.com")]
    [InlineData("http://example.com:80", "http://example.com")]
    [InlineData("http://example.com:443", "http://example.com:443")]
    [InlineData("https://äpp.example", "https://xn--pp-uia.example")]
    [InlineData("https://ÄPP.example:8443", "https://xn--pp-uia.example:8443")]
    [InlineData("http://[::1]:4200", "http://[::1]:4200")]
    [InlineData("http://127.0.0.1:4200", "http://127.0.0.1:4200")]
    public void Origins_are_equal_by_scheme_host_and_port(string text, string canonical)
    {
        Assert.True(Origin.TryParse(text, out var origin));
        Assert.Equal(canonical, origin.Text);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData("https://")]
    [InlineData("https://*.example.com")]
    [InlineData("https://example.com/app")]
    [InlineData("https://example.com?")]
    [InlineData("https://example.com?a")]
    [InlineData("https://example.com#")]
    [InlineData("https://user@example.com")]
    [InlineData("https://exa mple.com")]
    [InlineData("ftp://example.com")]
    [InlineData("file:///")]
    public void Other_texts_are_not_valid_origins(string text) => Assert.False(Origin.TryParse(text, out _));

    private static string[] Allowed(Answer preflight) =>
        preflight.Is(204).Headers.TryGetValues("Access-Control-Allow-Headers", out var headers)
            ? string.Join(',', headers).ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries)
            : [];

    private static Task<Answer> PreflightAsync(
        HttpClient client,
        string path,
        string headers,
        string method = "POST",
        string origin = Client
    ) =>
        client.SendAsync(
            HttpMethod.Options,
            path,
            null,
            ("Origin", origin),
            ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", headers)
        );
}
