using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Faults;
using OrleansRegistration.OpenApi;

namespace OrleansRegistration.Tests;

public sealed class OpenApiTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient(new() { AllowAutoRedirect = false });

    /// <summary>
    /// Compares the description with docs/openapi.json. <c>UPDATE_OPENAPI=1</c> writes the file instead. The generated
    /// client and the checks of all answers use the file.
    /// </summary>
    [Fact]
    public async Task Description_in_the_repository_is_that_of_the_service()
    {
        var served = (await _client.ReadAsync("/openapi/v1.json")).Is(200).Text + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") is "1")
        {
            await File.WriteAllTextAsync(ApiDescription.Path, served, TestContext.Current.CancellationToken);
        }

        Assert.True(
            served == await File.ReadAllTextAsync(ApiDescription.Path, TestContext.Current.CancellationToken),
            "docs/openapi.json is old. "
                + "UPDATE_OPENAPI=1 dotnet run --project tests/WebApi.Tests -c Release -- "
                + "-class '*OpenApiTests' writes it."
        );
    }

    [Fact]
    public void Every_route_is_described()
    {
        var described = Operations()
            .Select(operation => $"{operation.Method} {operation.Path}".ToUpperInvariant())
            .ToHashSet();
        var mapped = service
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .SelectMany(route =>
                route
                    .Metadata.GetRequiredMetadata<IHttpMethodMetadata>()
                    .HttpMethods.Where(method => method != "HEAD")
                    .Select(method => $"{method} /{route.RoutePattern.RawText!.Trim('/')}".ToUpperInvariant())
            )
            .Where(route => !route.StartsWith("GET /DOCS", StringComparison.Ordinal))
            .Except(["GET /", "GET /OPENAPI/V1.JSON"]);
        Assert.Equal(mapped.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_operation_has_a_stable_name_a_group_and_words()
    {
        var operations = Operations().ToList();
        Assert.All(
            operations,
            operation =>
            {
                Assert.Matches("^[a-z]+([A-Z][a-z]+)*$", operation.Json.GetProperty("operationId").GetString());
                Assert.Matches("^[A-Z].*[^.]$", operation.Json.GetProperty("summary").GetString());
                Assert.Contains(
                    Assert.Single(operation.Json.GetProperty("tags").EnumerateArray()).GetString(),
                    ApiTags.All.Select(tag => tag.Name)
                );
            }
        );
        Assert.Distinct(operations.Select(operation => operation.Json.GetProperty("operationId").GetString()));
    }

    [Fact]
    public void Every_member_of_a_message_has_a_description_and_numbers_are_numbers()
    {
        foreach (var schema in Description.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            foreach (var member in schema.Value.GetProperty("properties").EnumerateObject())
            {
                var text = member.Value.GetRawText();
                Assert.True(
                    text.Contains("\"description\":", StringComparison.Ordinal),
                    $"{schema.Name}.{member.Name}"
                );
                Assert.False(
                    text.Contains("\"integer\"", StringComparison.Ordinal)
                        && text.Contains("\"string\"", StringComparison.Ordinal),
                    $"{schema.Name}.{member.Name}"
                );
            }
        }
    }

    [Theory]
    [InlineData(
        "RegisterRequest",
        "username",
        "nickname",
        "email",
        "password1",
        "password2",
        "invitation_code",
        "recaptcha"
    )]
    [InlineData("SignInRequest", "username", "password")]
    [InlineData("RefreshRequest")]
    [InlineData(
        "RegisterResponse",
        "id",
        "username",
        "nickname",
        "email",
        "invitation_code",
        "is_active",
        "token",
        "expires_in"
    )]
    [InlineData("SignInResponse", "token", "nickname", "expires_in", "is_active")]
    [InlineData("Problem", "type", "title", "status", "detail", "instance", "trace_id")]
    [Trait("Fault", "C9")]
    public void Members_that_must_be_there_are_said_to_be_required(string schema, params string[] members)
    {
        var found = Description.GetProperty("components").GetProperty("schemas").GetProperty(schema);
        var required = found.TryGetProperty("required", out var list)
            ? list.EnumerateArray().Select(member => member.GetString()!).ToArray()
            : [];
        Assert.Equal(members, required);
        FaultTable.Now("C9", $"required members of {schema}", string.Join(", ", required));
    }

    [Fact]
    [Trait("Fault", "C9")]
    public void Headers_are_described()
    {
        var signUp = Operations().Single(operation => operation.Path == "/api/register").Json;
        var parameters = signUp
            .GetProperty("parameters")
            .EnumerateArray()
            .Select(parameter => parameter.GetProperty("name").GetString())
            .ToList();
        var headers = signUp
            .GetProperty("responses")
            .GetProperty("201")
            .GetProperty("headers")
            .EnumerateObject()
            .Select(header => header.Name)
            .ToList();
        Assert.Equal(["Idempotency-Key"], parameters);
        Assert.Equal(["Location", "Set-Cookie"], headers);
        var problems = Description.GetProperty("components").GetProperty("responses");
        Assert.Equal(
            "integer",
            problems
                .GetProperty("Problem429")
                .GetProperty("headers")
                .GetProperty("Retry-After")
                .GetProperty("schema")
                .GetProperty("type")
                .GetString()
        );
        Assert.True(
            problems.GetProperty("Problem401").GetProperty("headers").TryGetProperty("WWW-Authenticate", out _)
        );
        FaultTable.Now(
            "C9",
            "headers of a sign-up in /openapi/v1.json",
            $"request: {string.Join(", ", parameters)}; 201: {string.Join(", ", headers)}"
        );
    }

    [Fact]
    [Trait("Fault", "G3")]
    public async Task Description_is_made_once_and_answers_304_to_those_who_have_it()
    {
        var first = (await _client.ReadAsync("/openapi/v1.json")).Is(200);
        var tag = first.Headers.ETag!.ToString();
        var again = (await _client.ReadAsync("/openapi/v1.json", ("If-None-Match", tag))).Is(304);
        Assert.Empty(again.Text);
        var document = service.Services.GetRequiredService<ApiDocument>();
        Assert.Same((await document.GetAsync()).Json, (await document.GetAsync()).Json);
        FaultTable.Now(
            "G3",
            "GET /openapi/v1.json again, with its ETag",
            $"{(int)again.Status}; made once, kept, ETag {tag}"
        );
    }

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    [Trait("Fault", "G3")]
    public async Task Script_of_the_reference_is_never_uncompressed_for_a_request(string? accepted)
    {
        var answer = (
            await _client.ReadAsync("/docs/scalar.js", accepted is null ? [] : [("Accept-Encoding", accepted)])
        ).Is(200);
        Assert.Equal(["gzip"], answer.ContentHeaders.ContentEncoding);
        FaultTable.Now("G3", $"GET /docs/scalar.js, Accept-Encoding: {accepted}", "sent as it is kept, gzip");
    }

    [Theory]
    [InlineData("/docs/ANYTHING")]
    [InlineData("/docs/v1")]
    [InlineData("/docs/a/b")]
    [Trait("Fault", "G12")]
    public async Task Nothing_else_is_below_the_reference(string path)
    {
        var answer = (await _client.ReadAsync(path)).IsProblem(404, "not_found");
        FaultTable.Now("G12", $"GET {path}", $"{(int)answer.Status}");
    }

    [Fact]
    public async Task Reference_page_loads_nothing_from_elsewhere()
    {
        var page = (await _client.ReadAsync("/docs/")).Is(200);
        Assert.DoesNotContain("https://", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"//", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_answers_that_it_lives() =>
        Assert.Equal("healthy", (await _client.ReadAsync("/health/live")).Is(200)["status"]);

    [Fact]
    public async Task Service_is_ready() =>
        Assert.Equal("healthy", (await _client.ReadAsync("/health/ready/")).Is(200)["status"]);

    private static JsonElement Description => JsonDocument.Parse(File.ReadAllText(ApiDescription.Path)).RootElement;

    private static IEnumerable<(string Path, string Method, JsonElement Json)> Operations() =>
        Description
            .GetProperty("paths")
            .EnumerateObject()
            .SelectMany(path =>
                path.Value.EnumerateObject().Select(operation => (path.Name, operation.Name, operation.Value))
            );
}
