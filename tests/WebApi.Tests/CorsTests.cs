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
        var answer = (await _client.SendAsync(
            HttpMethod.Options, path, null, ("Origin", Client), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", headers))).Is(204);
        Assert.Equal([Client], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Contains("content-type", answer.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{")]
    public async Task Client_may_read_errors(string body) => Assert.Equal(
        [Client],
        (await _client.RegisterAsync(body, ("Origin", Client), ("Accept", "application/json, text/plain, */*"))).Is(400).Headers.GetValues("Access-Control-Allow-Origin"));

    [Fact]
    public async Task Client_may_read_its_token()
    {
        var answer = (await _client.RegisterAsync(Requests.NewSignUp(), ("Origin", Client))).Is(201);
        Assert.Equal([Client], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.NotEmpty(answer["token"]);
    }

    [Fact]
    public async Task Other_sites_may_not_read() =>
        Assert.False((await _client.RegisterAsync("{}", ("Origin", "https://elsewhere.example"))).Headers.Contains("Access-Control-Allow-Origin"));
}
