using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;
using OrleansRegistration.Faults;
using OrleansRegistration.Json;
using KestrelServerOptions = Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions;

namespace OrleansRegistration.Tests;

public sealed class ErrorTests(Service service)
{
    private static readonly string[] AllRequired =
    [
        "username:required",
        "nickname:required",
        "email:required",
        "password1:required",
        "password2:required",
        "invitation_code:required",
    ];

    private readonly HttpClient _client = service.CreateClient();

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{} {}")]
    [InlineData("{\"username\":\"a\",\"username\":\"b\"}")]
    [InlineData("{\"x\":[[[[[[[[[[1]]]]]]]]]]}")]
    public async Task Body_that_is_not_a_single_JSON_object_is_malformed(string body) =>
        (await _client.RegisterAsync(body)).IsProblem(400, "malformed");

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"unknown\":1,\"Username\":\"ignored\"}")]
    [InlineData("{\"username\":null,\"invitation_code\":null}")]
    public async Task Every_missing_field_is_named(string body) =>
        (await _client.RegisterAsync(body)).IsProblem(400, AllRequired);

    [Theory]
    [InlineData("5")]
    [InlineData("true")]
    [InlineData("{\"a\":1}")]
    [InlineData("[\"a\"]")]
    [InlineData("\"\\ud800\"")]
    public async Task Value_of_a_wrong_type_is_invalid_and_hides_no_other_error(string value) =>
        (await _client.RegisterAsync($"{{\"username\":{value},\"recaptcha\":{value}}}")).IsProblem(
            400,
            ["username:invalid", "recaptcha:invalid", .. AllRequired[1..]]
        );

    [Fact]
    public async Task Bytes_that_are_no_UTF8_are_invalid_or_malformed_and_no_failure()
    {
        using var content = new ByteArrayContent([.. "{\"username\":\""u8, 0xFF, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _client.PostAsync(
            new Uri("/api/register/", UriKind.Relative),
            content,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(400, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("short", "short", "password1:length")]
    [InlineData("1234567", "1234567", "password1:length")]
    [InlineData("zebra-5178", "zebra-5179", "password2:mismatch")]
    [InlineData("short", "other", "password1:length", "password2:mismatch")]
    public async Task Bad_passwords_are_refused(string password1, string password2, params string[] errors) =>
        (await _client.RegisterAsync(new { password1, password2 })).IsProblem(
            400,
            [.. errors, .. AllRequired[..3], AllRequired[5]]
        );

    [Theory]
    [InlineData(128, false)]
    [InlineData(129, true)]
    public async Task Password_length_counts_code_points(int length, bool isTooLong)
    {
        var password = new StringBuilder().Insert(0, "😀", length).ToString();
        (
            await _client.RegisterAsync(
                new
                {
                    password1 = password,
                    password2 = password,
                    invitation_code = "",
                }
            )
        ).IsProblem(400, [.. AllRequired[..3], .. isTooLong ? ["password1:length"] : Array.Empty<string>()]);
    }

    [Theory]
    [InlineData("username")]
    [InlineData("nickname")]
    [InlineData("email")]
    public async Task Password_equal_to_a_name_is_too_similar(string field)
    {
        var form = Requests.NewSignUp();
        var password = ((string)form[field]!).ToUpperInvariant();
        (await _client.RegisterAsync(form.With("password1", password).With("password2", password))).IsProblem(
            400,
            "password1:too_similar"
        );
    }

    [Fact]
    public async Task Password_equal_to_a_normalised_name_is_too_similar() =>
        (
            await _client.RegisterAsync(
                Requests
                    .NewSignUp()
                    .With("username", "\uFF21lice_in_w")
                    .With("password1", "alice_in_w")
                    .With("password2", "alice_in_w")
            )
        ).IsProblem(400, "password1:too_similar");

    [Fact]
    public async Task Captcha_answer_has_a_longest_length() =>
        (await _client.RegisterAsync(new { recaptcha = new string('x', 8193) })).IsProblem(
            400,
            ["recaptcha:invalid", .. AllRequired]
        );

    [Theory]
    [InlineData("   ")]
    [InlineData("ABCDEFGHIJKLM")]
    [InlineData("AB_C")]
    public async Task Text_that_is_not_a_valid_code_is_refused_and_never_ignored(string code) =>
        (await _client.RegisterAsync(new { invitation_code = code })).IsProblem(
            400,
            ["invitation_code:invalid", .. AllRequired[..5]]
        );

    [Theory]
    [InlineData("has space")]
    [InlineData("né")]
    public async Task Bad_idempotency_key_names_the_header(string key) =>
        (await _client.RegisterAsync("{}", ("Idempotency-Key", key))).IsProblem(
            400,
            ["Idempotency-Key:invalid", .. AllRequired]
        );

    [Fact]
    public async Task Idempotency_key_has_at_most_255_characters() =>
        (await _client.RegisterAsync("{}", ("Idempotency-Key", new string('k', 256)))).IsProblem(
            400,
            ["Idempotency-Key:invalid", .. AllRequired]
        );

    [Fact]
    public async Task Body_above_32_KiB_is_too_large() =>
        (await _client.RegisterAsync(new { unknown = new string('x', 32 * 1024) })).IsProblem(413, "too_large");

    [Theory]
    [InlineData("GET", "/api/nothing/", 404, "not_found")]
    [InlineData("GET", "/openapi/v2.json", 404, "not_found")]
    [InlineData("DELETE", "/jwt/login/", 405, "method_not_allowed")]
    [InlineData("GET", "/api/me", 401, "not_authenticated")]
    [InlineData("GET", "/api/me/", 401, "not_authenticated")]
    [InlineData("GET", "/api/availability/", 400, "names_required")]
    [InlineData("GET", "/api/availability/?username=", 400, "username:required")]
    [InlineData("GET", "/api/availability?username=%20&nickname=", 400, "username:required", "nickname:required")]
    public async Task Other_failures_are_problems_too(string method, string path, int status, params string[] errors) =>
        (await _client.SendAsync(new HttpMethod(method), path)).IsProblem(status, errors);

    [Fact]
    public async Task Log_in_needs_a_name_and_a_password() =>
        (await _client.SendAsync(HttpMethod.Post, "/jwt/login", "{\"password\":7}")).IsProblem(
            400,
            "username:required",
            "password:invalid"
        );

    [Fact]
    public async Task Instance_holds_the_path_without_the_query() =>
        Assert.Equal(
            "/api/availability/",
            (await _client.ReadAsync("/api/availability/?username=")).IsProblem(400, "username:required")["instance"]
        );

    [Fact]
    public async Task Client_that_leaves_before_its_answer_is_not_logged_as_a_failure()
    {
        using var services = service.Services.CreateScope();
        var context = new DefaultHttpContext
        {
            RequestServices = services.ServiceProvider,
            RequestAborted = new(canceled: true),
        };
        var handler = ActivatorUtilities.CreateInstance<FailureHandler>(services.ServiceProvider);
        Assert.True(
            await handler.TryHandleAsync(
                context,
                new BadHttpRequestException("Cut short."),
                TestContext.Current.CancellationToken
            )
        );
    }

    [Fact]
    public void Body_that_stalls_holds_its_connection_no_longer_than_a_minute()
    {
        var rate = service
            .Services.GetRequiredService<IOptions<KestrelServerOptions>>()
            .Value.Limits.MinRequestBodyDataRate!;
        Assert.InRange((Body.MaxBytes / rate.BytesPerSecond) + rate.GracePeriod.TotalSeconds, 1, 60);
    }

    [Fact]
    [Trait("Fault", "G9")]
    public void Connections_and_what_they_hold_are_bounded()
    {
        var limits = service.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;
        Assert.NotNull(limits.MaxConcurrentConnections);
        Assert.InRange(limits.MaxRequestBufferSize!.Value, limits.MaxRequestHeadersTotalSize, 32 * 1024);
        Assert.InRange(limits.MaxRequestHeadersTotalSize, 8 * 1024, 16 * 1024);
        Assert.InRange(limits.RequestHeadersTimeout.TotalSeconds, 1, 10);
        FaultTable.Now(
            "G9",
            "many slow bodies",
            $"at most {limits.MaxConcurrentConnections} connections, "
                + $"{limits.MaxRequestBufferSize} bytes buffered each; "
                + $"the body's own buffer begins at {Body.FirstBytes} bytes"
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Body.FirstBytes - 1)]
    [InlineData(Body.FirstBytes)]
    [InlineData(Body.FirstBytes + 1)]
    [InlineData(8 * Body.FirstBytes)]
    [InlineData(Body.MaxBytes - 2)]
    public async Task Body_of_any_length_up_to_the_limit_is_read(int spaces) =>
        (await _client.RegisterAsync($"{{{new string(' ', spaces)}}}")).IsProblem(400, AllRequired);
}
