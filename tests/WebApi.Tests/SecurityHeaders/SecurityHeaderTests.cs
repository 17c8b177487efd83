namespace OrleansRegistration.Tests;

public sealed class SecurityHeaderTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient();

    [Theory]
    [InlineData("/api/captcha/", 200)]
    [InlineData("/api/me/", 401)]
    [InlineData("/nowhere", 404)]
    [InlineData("/api/availability/", 400)]
    public async Task Answers_of_the_API_can_do_nothing_in_a_browser(string path, int status)
    {
        var answer = (await _client.ReadAsync(path)).Is(status);
        Assert.Equal(
            "default-src 'none'; frame-ancestors 'none'",
            Assert.Single(answer.Headers.GetValues("Content-Security-Policy"))
        );
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.Contains(
            "camera=()",
            Assert.Single(answer.Headers.GetValues("Permissions-Policy")),
            StringComparison.Ordinal
        );
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Reference_may_load_its_own_scripts_and_nothing_from_elsewhere()
    {
        var policy = Assert.Single(
            (await _client.ReadAsync("/docs/")).Is(200).Headers.GetValues("Content-Security-Policy")
        );
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Browsers_keep_to_https_where_the_service_is_reached_so()
    {
        await using var https = new Service();
        https.Settings["PublicUrl"] = "https://example.com";
        using var client = https.CreateClient();
        Assert.Equal(
            "max-age=31536000",
            Assert.Single((await client.ReadAsync("/api/captcha/")).Headers.GetValues("Strict-Transport-Security"))
        );
    }
}
