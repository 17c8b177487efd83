using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

public sealed class HeadTests : IAsyncLifetime
{
    private readonly Service _service = new();

    public ValueTask InitializeAsync()
    {
        _service.UseKestrel(0);
        _service.StartServer();
        return default;
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    /// <summary>
    /// Sends all requests over one connection. A byte of a body after HEAD would be read as the next answer.
    /// </summary>
    [Fact]
    [Trait("Fault", "C2")]
    public async Task HEAD_answers_as_GET_without_the_body_on_every_route()
    {
        using var client = _service.CreateClient();
        var account = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        using var wire = new WireClient(new(IPAddress.Loopback, client.BaseAddress!.Port));
        List<string> paths = [.. Paths(), "/", "/register"]; // the pages of the web client are not routes
        foreach (var path in paths)
        {
            var get = await AskAsync("GET", path);
            var head = await AskAsync("HEAD", path);
            Assert.True(get.Status == head.Status, $"{path} {get.Status} {head.Status}");
            Assert.Equal(get.Headers.GetValueOrDefault("content-type"), head.Headers.GetValueOrDefault("content-type"));
            Assert.Equal(get.Headers.GetValueOrDefault("etag"), head.Headers.GetValueOrDefault("etag"));
            Assert.NotEqual(405, head.Status);
            Assert.Empty(head.Body);
        }

        Assert.Superset(
            new HashSet<string> { "/", "/docs/", "/openapi/v1.json/", "/health/ready/", "/.well-known/jwks.json/" },
            paths.ToHashSet()
        );
        FaultTable.Now("C2", "HEAD on every GET route", $"as GET without the body on all {paths.Count}");

        async Task<WireAnswer> AskAsync(string method, string path)
        {
            var request = Encoding.ASCII.GetBytes(
                $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {account["token"]}\r\n\r\n"
            );
            return Assert.Single(
                await wire.SendAsync(
                    new(null, [request], Delivery.Whole, method == "HEAD", 1),
                    TestContext.Current.CancellationToken
                )
            );
        }
    }

    private IEnumerable<string> Paths() =>
        _service
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods.Contains("GET"))
            .Select(route =>
                $"/{route.RoutePattern.RawText!.Trim('/')}/"
                    .Replace("//", "/", StringComparison.Ordinal)
                    .Replace("{code}", "AAAAAAAAAA", StringComparison.Ordinal)
            );
}
