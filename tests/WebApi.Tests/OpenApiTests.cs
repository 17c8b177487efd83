namespace OrleansRegistration.Tests;

public sealed class OpenApiTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient(new() { AllowAutoRedirect = false });

    [Fact]
    public async Task Every_route_is_described()
    {
        var paths = (await _client.ReadAsync("/openapi/v1.json")).Is(200).Json.GetProperty("paths").EnumerateObject().Select(path => path.Name.TrimEnd('/'));
        Assert.Superset(
            new HashSet<string> { "/api/register", "/jwt/login", "/jwt/refresh", "/jwt/logout", "/api/sessions", "/api/sessions/{id}", "/api/password/change", "/api/me", "/api/me/invitation-code", "/api/me/invitees", "/api/availability", "/api/invitations/{code}", "/api/captcha", "/.well-known/jwks.json" },
            new HashSet<string>(paths));
    }

    [Fact]
    public async Task Changes_of_an_account_are_described_with_their_bodies_and_errors()
    {
        var paths = (await _client.ReadAsync("/openapi/v1.json")).Is(200).Json.GetProperty("paths");
        var me = paths.EnumerateObject().First(path => path.Name.TrimEnd('/') == "/api/me").Value;
        foreach (var method in (string[])["patch", "delete"])
        {
            Assert.True(me.GetProperty(method).TryGetProperty("requestBody", out _), method);
            Assert.True(me.GetProperty(method).GetProperty("responses").TryGetProperty("403", out _), method);
        }

        var invitees = paths.EnumerateObject().First(path => path.Name.TrimEnd('/') == "/api/me/invitees").Value.GetProperty("get");
        Assert.Equal(["cursor", "limit"], invitees.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Fields_of_a_sign_up_are_texts()
    {
        var schemas = (await _client.ReadAsync("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas");
        var properties = schemas.GetProperty("RegisterRequest").GetProperty("properties");
        Assert.Equal(8, properties.EnumerateObject().Count());
        Assert.Contains("\"string\"", schemas.GetRawText(), StringComparison.Ordinal);
        Assert.True(properties.TryGetProperty("invitation_code", out _));
    }

    [Fact]
    public async Task Reference_page_loads_nothing_from_elsewhere()
    {
        var page = (await _client.ReadAsync("/docs/")).Is(200);
        Assert.DoesNotContain("https://", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"//", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_leads_to_the_reference() => Assert.Equal("/docs", (await _client.ReadAsync("/")).Is(302).Headers.Location?.ToString());

    [Fact]
    public async Task Process_answers_that_it_lives() => Assert.Equal("healthy", (await _client.ReadAsync("/health/live")).Is(200)["status"]);

    [Fact]
    public async Task Service_is_ready() => Assert.Equal("healthy", (await _client.ReadAsync("/health/ready/")).Is(200)["status"]);
}
