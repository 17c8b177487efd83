using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Admission;

namespace OrleansRegistration.Tests;

/// <summary>The only permit is taken, so every sign-up is refused before anything else looks at it.</summary>
public sealed class EarlyRefusalTests : IAsyncLifetime
{
    private const string Origin = "http://localhost:4200";
    private readonly Service _service = new()
    {
        Settings =
        {
            ["Registration:MaxInFlight"] = "1",
            ["PublicUrl"] = "https://example.org/base",
            ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Critical", // makes trace ids
        },
    };
    private readonly TaskCompletionSource<object?> _end = new();
    private HttpClient _client = null!;
    private Answer _ordinary = null!;
    private Task _holder = Task.CompletedTask;

    public async ValueTask InitializeAsync()
    {
        _service.UseKestrel(0);
        _service.StartServer();
        _client = _service.CreateClient();
        _ordinary = (await _client.RegisterAsync("{}", ("Origin", Origin))).Is(400);
        _holder = _service
            .Services.GetRequiredService<SignUpAdmission>()
            .FilterAsync(EndpointFilterInvocationContext.Create(new DefaultHttpContext()), _ => new(_end.Task))
            .AsTask();
    }

    public async ValueTask DisposeAsync()
    {
        _end.SetResult(null);
        await _holder;
        _client.Dispose();
        await _service.DisposeAsync();
    }

    [Theory]
    [InlineData("/api/register/", "/base/api/register/")]
    [InlineData("/api/register", "/base/api/register")]
    [InlineData("/API/Register/", "/base/API/Register/")]
    [InlineData("/base/api/register/", "/base/api/register/")]
    [InlineData("/api/%72egister/?a=b", "/base/api/register/")]
    public async Task Sign_up_is_refused_in_every_spelling_of_its_path(string path, string instance)
    {
        using var client = _service.CreateDefaultClient(); // the description has no public path
        var answer = await client.SendAsync(HttpMethod.Post, path, Requests.NewSignUp());
        answer.IsProblem(503, "overloaded");
        Assert.Equal(instance, answer["instance"]);
        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter!.Delta);
        Assert.Equal(Encoding.UTF8.GetByteCount(answer.Text), answer.ContentHeaders.ContentLength);
    }

    [Theory]
    [InlineData("en", "The service is busy. Try again soon.")]
    [InlineData("zh-Hans", "服务繁忙，请稍后重试")]
    public async Task Refusal_is_in_the_language_of_the_request(string language, string detail)
    {
        var answer = (await PostAsync("/api/register/", ("Accept-Language", language))).IsProblem(503, "overloaded");
        Assert.Equal([language], answer.ContentHeaders.ContentLanguage);
        Assert.Equal(detail, answer["detail"]);
        Assert.Equal(detail, answer.Json.GetProperty("non_field_errors")[0].GetProperty("message").GetString());
    }

    [Fact]
    public async Task Refusal_has_the_headers_of_every_other_error()
    {
        var answer = await PostAsync("/api/register/", ("Origin", Origin));
        Assert.Equal(HeadersOf(_ordinary), HeadersOf(answer));
        Assert.Equal([Origin], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Contains("Retry-After", answer.Headers.GetValues("Access-Control-Expose-Headers").Single().Split(','));
        var other = await PostAsync("/api/register/", ("Origin", "https://elsewhere.example"));
        Assert.False(other.IsProblem(503, "overloaded").Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Refusal_has_the_trace_id_of_the_request()
    {
        const string Id = "0af7651916cd43dd8448eb211c80319c";
        Assert.Equal(
            Id,
            (await PostAsync("/api/register/", ("traceparent", $"00-{Id}-b7ad6b7169203331-01")))["trace_id"]
        );
    }

    [Fact]
    public async Task Other_requests_are_answered_as_always()
    {
        (await PostAsync("/api/register/", ("Host", "elsewhere.example"))).IsProblem(400, "host_not_allowed");
        (await _client.ReadAsync("/api/register/")).IsProblem(405, "method_not_allowed");
        (await PostAsync("/api/register//")).IsProblem(404, "not_found");
        (await PostAsync("/api/registers/")).IsProblem(404, "not_found");
        (await _client.LogInAsync("nobody", "wrong password")).IsProblem(401, "invalid_credentials");
        (await _client.ReadAsync("/api/availability/?username=some_name")).Is(200);
    }

    [Fact]
    public async Task Connection_outlives_refusals_whose_bodies_nobody_reads()
    {
        var body = new string('x', 20_000);
        var request = Encoding.ASCII.GetBytes(
            $"POST /api/register/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {body.Length}\r\n\r\n{body}"
        );
        using var wire = new WireClient(new(IPAddress.Loopback, _client.BaseAddress!.Port));
        var answers = await wire.SendAsync(
            new(null, [request, request, request], Delivery.Whole, IsHead: false, Count: 3),
            TestContext.Current.CancellationToken
        );
        Assert.Equal([503, 503, 503], answers.Select(answer => answer.Status));
        Assert.DoesNotContain(answers, answer => answer.Headers.ContainsKey("connection"));
    }

    private Task<Answer> PostAsync(string path, params (string Name, string Value)[] headers) =>
        _client.SendAsync(HttpMethod.Post, path, Requests.NewSignUp(), headers);

    // All but those that differ by the kind of error or by the moment.
    private static IEnumerable<string> HeadersOf(Answer answer) =>
        answer
            .Headers.Concat(answer.ContentHeaders)
            .Where(header => header.Key is not ("Date" or "Retry-After" or "Content-Length" or "Transfer-Encoding"))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
            .Order(StringComparer.Ordinal);
}
