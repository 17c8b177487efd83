using System.Globalization;
using System.Text.Json;

namespace OrleansRegistration.Tests;

/// <summary>API keys of services.</summary>
public sealed class ApiKeyTests(Service service) : IAsyncLifetime
{
    private const string Keys = "/api/admin/api-keys/";
    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });
    private TestPerson _admin = null!;

    public async ValueTask InitializeAsync() => _admin = await TestPerson.AdministratorAsync(service, _client);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    [Fact]
    public async Task Key_opens_what_its_scopes_say_until_it_is_revoked_and_a_second_one_goes_on()
    {
        var user = await TestPerson.UserAsync(_client);
        var made = (await MakeAsync(Form("people:read"))).Is(201);
        var other = (await MakeAsync(Form("people:read", "people:write"))).Is(201);
        Assert.Equal($"{Keys}{made["id"]}/", made.Headers.Location!.OriginalString);
        Assert.StartsWith($"ork_{made["id"]}_", made["key"], StringComparison.Ordinal);
        (await _client.ReadAsync(user.Path, Bearer(made))).Is(200);
        Assert.Contains(
            "people:write",
            (await _client.SendAsync(HttpMethod.Post, $"{user.Path}enable/", null, Bearer(made)))
                .IsProblem(403, "missing_scope")
                .Text,
            StringComparison.Ordinal
        );
        (await _client.SendAsync(HttpMethod.Post, $"{user.Path}enable/", null, Bearer(other))).Is(204);

        (await _client.SendAsync(HttpMethod.Delete, $"{Keys}{made["id"]}/", null, _admin.Bearer)).Is(204);
        (await _client.SendAsync(HttpMethod.Delete, $"{Keys}{made["id"]}/", null, _admin.Bearer)).Is(204);
        (await _client.ReadAsync(user.Path, Bearer(made))).IsProblem(401, "not_authenticated");
        (await _client.ReadAsync(user.Path, Bearer(other))).Is(200);
        (await _client.SendAsync(HttpMethod.Delete, $"{Keys}nonsense/", null, _admin.Bearer)).IsProblem(
            404,
            "not_found"
        );

        var listed = (await _client.ReadAsync(Keys, _admin.Bearer)).Is(200);
        Assert.DoesNotContain("secret", listed.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(made["key"], listed.Text, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.String, Listed(listed, made).GetProperty("revoked_at").ValueKind);
        Assert.Equal(JsonValueKind.Null, Listed(listed, other).GetProperty("revoked_at").ValueKind);
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Use_of_a_key_is_noted_to_the_hour()
    {
        var made = (await MakeAsync(Form("people:read"))).Is(201);
        for (var tries = 0; ; tries++)
        {
            (await _client.ReadAsync(_admin.Path, Bearer(made))).Is(200);
            var listed = Listed((await _client.ReadAsync(Keys, _admin.Bearer)).Is(200), made);
            if (listed.GetProperty("last_used_at").ValueKind is JsonValueKind.String)
            {
                break;
            }

            Assert.True(tries < 600, listed.GetRawText());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Key_makes_no_keys_is_no_administrator_and_opens_no_route_of_a_person()
    {
        string[] all =
        [
            "codes:read",
            "codes:write",
            "people:read",
            "people:write",
            "purchases:write",
            "audit:read",
            "statistics:read",
        ];
        var made = (await MakeAsync(Form(all))).Is(201);
        (await _client.ReadAsync(Keys, Bearer(made))).IsProblem(403, "not_an_administrator");
        (await MakeAsync(Form("people:read"), Bearer(made))).IsProblem(403, "not_an_administrator");
        (await _client.SendAsync(HttpMethod.Delete, _admin.Path, _admin.Confirmed(), Bearer(made))).IsProblem(
            403,
            "not_an_administrator"
        );
        (await _client.ReadAsync("/api/me/", Bearer(made))).IsProblem(401, "not_authenticated");
        (await _client.ReadAsync("/api/sessions/", Bearer(made))).IsProblem(401, "not_authenticated");
    }

    [Theory]
    [InlineData("ork_")]
    [InlineData("ork_0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ork_0123456789ABCDEF_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ork_0123456789abcdef_short")]
    [InlineData("ork_0123456789abcdef")]
    public async Task Text_that_is_no_key_is_401(string text)
    {
        var answer = (await _client.ReadAsync(_admin.Path, ("Authorization", $"Bearer {text}"))).IsProblem(
            401,
            "not_authenticated"
        );
        Assert.Equal("Bearer error=\"invalid_token\"", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Key_with_another_secret_is_401()
    {
        var made = (await MakeAsync(Form("people:read"))).Is(201);
        var wrong = made["key"][..^2] + (made["key"][^2] == 'A' ? "B" : "A") + made["key"][^1];
        (await _client.ReadAsync(_admin.Path, ("Authorization", $"Bearer {wrong}"))).IsProblem(
            401,
            "not_authenticated"
        );
    }

    [Fact]
    public async Task Every_field_of_a_new_key_is_checked()
    {
        var form = Form("people:read");
        await RefusedAsync("service", "", "required");
        await RefusedAsync("service", "Shop", "invalid");
        await RefusedAsync("service", new string('x', 41), "invalid");
        await RefusedAsync("service", 5, "invalid");
        await RefusedAsync("service", "admin", "reserved"); // purchases of administrators have this service
        await RefusedAsync("scopes", null, "required");
        await RefusedAsync("scopes", Array.Empty<string>(), "required");
        await RefusedAsync("scopes", "people:read", "invalid");
        await RefusedAsync("scopes", new object[] { "people:read", 5 }, "invalid");
        await RefusedAsync("scopes", (string[])["people:read", "people:read"], "invalid");
        await RefusedAsync("scopes", (string[])["admin:only"], "invalid");
        await RefusedAsync("expires_at", null, "required");
        await RefusedAsync("expires_at", "tomorrow", "invalid");
        await RefusedAsync("expires_at", Days(-1), "invalid");
        await RefusedAsync("expires_at", Days(400), "invalid");
        await RefusedAsync("password", "", "required");
        await RefusedAsync("password", "another password", "invalid");
        await RefusedAsync("reason", " ", "required");
        await RefusedAsync("reason", new string('x', 501), "length");
        await RefusedAsync("reason", "two\nlines", "invalid");
        await RefusedAsync("reason", 5, "invalid");
        (await MakeAsync([])).IsProblem(
            400,
            "service:required",
            "scopes:required",
            "expires_at:required",
            "password:required",
            "reason:required"
        );

        async Task RefusedAsync(string field, object? value, string code) =>
            (await MakeAsync(form.With(field, value))).IsProblem(400, $"{field}:{code}");
    }

    [Fact]
    public async Task Only_an_administrator_makes_keys()
    {
        var user = await TestPerson.UserAsync(_client);
        (await MakeAsync(Form("people:read"), user.Bearer)).IsProblem(403, "not_an_administrator");
        (await _client.ReadAsync(Keys, user.Bearer)).IsProblem(403, "not_an_administrator");
        (await _client.ReadAsync(Keys)).IsProblem(401, "not_authenticated");
    }

    private static (string, string) Bearer(Answer made) => ("Authorization", $"Bearer {made["key"]}");

    private static string Days(int days) =>
        TimeProvider
            .System.GetUtcNow()
            .AddDays(days)
            .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static JsonElement Listed(Answer list, Answer made) =>
        list.Json.GetProperty("items").EnumerateArray().Single(key => key.GetProperty("id").GetString() == made["id"]);

    private Dictionary<string, object?> Form(params string[] scopes) =>
        new(_admin.Confirmed())
        {
            ["service"] = "shop-1",
            ["scopes"] = scopes,
            ["expires_at"] = Days(30),
        };

    private Task<Answer> MakeAsync(Dictionary<string, object?> form, (string, string)? bearer = null) =>
        _client.SendAsync(HttpMethod.Post, Keys, form, bearer ?? _admin.Bearer);
}
