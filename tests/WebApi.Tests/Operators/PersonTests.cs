using System.Text.Json;

namespace OrleansRegistration.Tests;

/// <summary>Acts of operators on one person.</summary>
public sealed class PersonTests(Service service) : IAsyncLifetime
{
    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });
    private TestPerson _admin = null!;

    public async ValueTask InitializeAsync() => _admin = await TestPerson.AdministratorAsync(service, _client);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    [Fact]
    public async Task Account_is_shown_with_names_mails_and_codes()
    {
        var inviter = await TestPerson.UserAsync(_client);
        var code = (await PersonAsync(inviter)).Json.GetProperty("codes")[0].GetProperty("code").GetString()!;
        var user = await TestPerson.UserAsync(_client, code);
        var person = await PersonAsync(user);
        Assert.Equal("inactive", person["state"]);
        Assert.Equal(user.Form["username"], person["username"]);
        Assert.Equal(user.Form["email"], person["email"]);
        Assert.Equal(code, person["inviter_code"]);
        Assert.Equal("user", person["role"]);
        Assert.Equal("admin", (await PersonAsync(_admin))["role"]);
        Assert.Equal(JsonValueKind.Object, person.Json.GetProperty("activation_mail").ValueKind);
        (await _client.ReadAsync("/api/admin/people/nobody/", _admin.Bearer)).IsProblem(404, "not_found");
        (await _client.ReadAsync($"/api/admin/people/{Guid.NewGuid()}/", _admin.Bearer)).IsProblem(404, "not_found");
        (await _client.ReadAsync(user.Path, user.Bearer)).IsProblem(403, "not_an_administrator");
        (await _client.ReadAsync(user.Path)).IsProblem(401, "not_authenticated");
    }

    [Fact]
    public async Task Activation_by_hand_counts_once_for_the_inviter()
    {
        var inviter = await TestPerson.UserAsync(_client);
        var code = (await PersonAsync(inviter)).Json.GetProperty("codes")[0].GetProperty("code").GetString()!;
        var user = await TestPerson.UserAsync(_client, code);
        (await ActAsync(user, "activate/")).Is(204);
        (await ActAsync(user, "activate/")).Is(204);
        Assert.Equal("active", (await PersonAsync(user))["state"]);
        for (var tries = 0; ; tries++)
        {
            var counts = (await PersonAsync(inviter)).Json.GetProperty("codes")[0];
            if (
                counts.GetProperty("activated").GetInt64() == 1
                && counts.GetProperty("registered").GetInt64() == 1
                && counts.GetProperty("pending").GetInt64() == 0
            )
            {
                break;
            }

            Assert.True(tries < 600, counts.GetRawText());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        (await ActAsync(user, "resend-activation/")).IsProblem(409, "account_activated");
        Assert.Equal(["user.activate"], await KindsAsync(user));
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Account_is_disabled_with_a_reason_and_enabled_and_signed_out()
    {
        var user = await TestPerson.UserAsync(_client);
        (await ActAsync(user, "disable/")).IsProblem(400, "malformed");
        (await ActAsync(user, "disable/", new { reason = "" })).IsProblem(400, "reason:required");
        (await ActAsync(user, "disable/", new { reason = " abuse " })).Is(204);
        Assert.Equal("disabled", (await PersonAsync(user))["state"]);
        (await _client.ReadAsync("/api/me/", user.Bearer)).IsProblem(401, "not_authenticated");
        (await ActAsync(user, "resend-activation/")).IsProblem(409, "account_disabled");
        (await _client.ReadAsync($"{user.Path}sessions/", _admin.Bearer)).IsProblem(409, "account_disabled");
        (await ActAsync(user, "enable/", new { reason = "two\nlines" })).IsProblem(400, "reason:invalid");
        (await ActAsync(user, "enable/", new { reason = " " })).IsProblem(400, "reason:length");
        (await ActAsync(user, "enable/")).Is(204);
        (await ActAsync(user, "resend-activation/", new { reason = "they asked" })).Is(204);

        var session = Assert
            .Single(
                (await _client.ReadAsync($"{user.Path}sessions/", _admin.Bearer))
                    .Is(200)
                    .Json.GetProperty("sessions")
                    .EnumerateArray()
            )
            .GetProperty("id")
            .GetString();
        (await EndSessionAsync(user, session!)).Is(204);
        (await EndSessionAsync(user, session!)).IsProblem(404, "not_found");
        (await EndSessionAsync(user, "nonsense")).IsProblem(404, "not_found");
        (await _client.LogInAsync(user.Form["username"], user.Password)).Is(200);
        (await ActAsync(user, "end-sessions/")).Is(204);
        Assert.Empty(
            (await _client.ReadAsync($"{user.Path}sessions/", _admin.Bearer))
                .Is(200)
                .Json.GetProperty("sessions")
                .EnumerateArray()
        );
        Assert.Equal(
            ["user.end_sessions", "session.end", "user.resend", "user.enable", "user.disable"],
            await KindsAsync(user)
        );
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Role_needs_the_password_a_reason_and_another_persons_activated_account()
    {
        var user = await TestPerson.UserAsync(_client);
        (await SetRoleAsync(user, "admin")).IsProblem(409, "account_not_activated");
        (await ActAsync(user, "activate/")).Is(204);
        (await SetRoleAsync(user, "root")).IsProblem(400, "role:invalid");
        (await SetRoleAsync(user, null)).IsProblem(400, "role:required");
        (
            await ActAsync(
                user,
                "role/",
                new
                {
                    role = "admin",
                    password = "another password",
                    reason = "x",
                }
            )
        ).IsProblem(400, "password:invalid");
        (await SetRoleAsync(_admin, "user")).IsProblem(409, "own_account");
        (await SetRoleAsync(user, "admin")).Is(204);
        Assert.Equal("admin", (await _client.ReadAsync("/api/me/", user.Bearer)).Is(200)["role"]);
        (await _client.ReadAsync(user.Path, user.Bearer)).Is(200);
        (await SetRoleAsync(user, "user")).Is(204);
        Assert.Equal("user", (await _client.ReadAsync("/api/me/", user.Bearer)).Is(200)["role"]);
        (await _client.ReadAsync(user.Path, user.Bearer)).IsProblem(403, "not_an_administrator");
    }

    [Fact]
    public async Task Account_is_deleted_with_password_and_reason_and_its_acts_stay()
    {
        var user = await TestPerson.UserAsync(_client);
        (await DeleteAsync(user, null)).IsProblem(400, "password:required", "reason:required");
        (await DeleteAsync(user, _admin.Confirmed(""))).IsProblem(400, "reason:required");
        (await DeleteAsync(_admin, _admin.Confirmed())).IsProblem(409, "own_account");
        (await DeleteAsync(user, _admin.Confirmed("spam"))).Is(204);
        (await DeleteAsync(user, _admin.Confirmed("spam"))).IsProblem(409, "account_ended");
        (await ActAsync(user, "disable/", new { reason = "x" })).IsProblem(409, "account_ended");
        (await ActAsync(user, "activate/")).IsProblem(409, "account_ended");
        (await SetRoleAsync(user, "admin")).IsProblem(409, "account_ended");
        (await _client.ReadAsync($"{user.Path}sessions/", _admin.Bearer)).IsProblem(409, "account_ended");
        var person = await PersonAsync(user);
        Assert.Equal("ended", person["state"]);
        Assert.Equal(JsonValueKind.Null, person.Json.GetProperty("email").ValueKind);
        Assert.Equal(["user.end"], await KindsAsync(user));
        (await _client.RegisterAsync(user.Form)).Is(201);
        (
            await _client.SendAsync(
                HttpMethod.Delete,
                $"/api/admin/people/{Guid.NewGuid()}/",
                _admin.Confirmed(),
                _admin.Bearer
            )
        ).IsProblem(404, "not_found");
        await service.IsSoundAsync();
    }

    private async Task<Answer> PersonAsync(TestPerson user) =>
        (await _client.ReadAsync(user.Path, _admin.Bearer)).Is(200);

    private Task<Answer> ActAsync(TestPerson user, string act, object? body = null) =>
        _client.SendAsync(HttpMethod.Post, $"{user.Path}{act}", body, _admin.Bearer);

    private Task<Answer> SetRoleAsync(TestPerson user, string? role) =>
        ActAsync(user, "role/", _admin.Confirmed().With("role", role));

    private Task<Answer> DeleteAsync(TestPerson user, object? body) =>
        _client.SendAsync(HttpMethod.Delete, user.Path, body, _admin.Bearer);

    private Task<Answer> EndSessionAsync(TestPerson user, string session) =>
        _client.SendAsync(HttpMethod.Delete, $"{user.Path}sessions/{session}/", null, _admin.Bearer);

    private async Task<string[]> KindsAsync(TestPerson user) =>
        [
            .. (await _client.ReadAsync($"{user.Path}audit/", _admin.Bearer))
                .Is(200)
                .Json.GetProperty("items")
                .EnumerateArray()
                .Select(entry => entry.GetProperty("kind").GetString()!),
        ];
}
