using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Operators;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>Codes that operators issue and change, over HTTP.</summary>
public sealed class IssuedCodeTests(Service service)
{
    private const string Codes = "/api/admin/codes/";
    private const string Batches = "/api/admin/codes/batches/";

    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task House_code_is_valid_without_an_inviter_and_lets_as_many_in_as_it_says()
    {
        var admin = await AdminAsync();
        var code = (
            await PostAsync(
                admin,
                Codes,
                new
                {
                    limit = 2,
                    label = "spring",
                    note = "for the fair",
                }
            )
        ).Is(201);
        Assert.Equal($"{Codes}{code["code"]}/", code.Headers.Location!.OriginalString);
        var status = (await _client.ReadAsync($"/api/invitations/{code["code"]}/")).Is(200);
        Assert.True(status.Json.GetProperty("valid").GetBoolean());
        Assert.Null(status.Json.GetProperty("inviter_nickname").GetString());
        Assert.Equal(2, status.Json.GetProperty("remaining").GetInt32());
        for (var i = 0; i < 2; i++)
        {
            (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", code["code"]))).Is(201);
        }

        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", code["code"]))).IsProblem(
            409,
            "invitation_code:exhausted"
        );
        var described = await UntilAsync(admin, code["code"], answer => Number(answer, "registered") == 2);
        Assert.Equal("exhausted", described["state"]);
        Assert.Equal("spring", described["label"]);
        Assert.Equal(0, Number(described, "reserved"));
        Assert.Null(described.Json.GetProperty("owner").GetString());
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Code_for_a_domain_refuses_other_addresses()
    {
        var admin = await AdminAsync();
        var code = (await PostAsync(admin, Codes, new { email_domain = "Bücher.Example" })).Is(201);
        Assert.Equal("xn--bcher-kva.example", code["email_domain"]);
        Assert.Equal(
            "xn--bcher-kva.example",
            (await _client.ReadAsync($"/api/invitations/{code["code"]}/")).Is(200)["email_domain"]
        );
        var form = Requests.NewSignUp().With("invitation_code", code["code"]);
        (await _client.RegisterAsync(form)).IsProblem(400, "invitation_code:wrong_email_domain");
        (await _client.RegisterAsync(form.With("username", "x"))).IsProblem(
            400,
            "username:length",
            "invitation_code:wrong_email_domain"
        );
        (await _client.RegisterAsync(form.With("email", $"{form["username"]}@sub.bücher.example"))).IsProblem(
            400,
            "invitation_code:wrong_email_domain"
        );
        (await _client.RegisterAsync(form.With("email", $"{form["username"]}@BÜCHER.example"))).Is(201);
        (await PatchAsync(admin, code["code"], new { email_domain = (string?)null })).Is(200);
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", code["code"]))).Is(201);
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Same_key_and_body_is_one_code_and_another_body_is_refused()
    {
        var admin = await AdminAsync();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var vanity = Vanity();
        var first = (await PostAsync(admin, Codes, new { code = vanity, limit = 3 }, key)).Is(201);
        Assert.Equal(first.Text, (await PostAsync(admin, Codes, new { code = vanity, limit = 3 }, key)).Is(201).Text);
        (await PostAsync(admin, Codes, new { code = vanity, limit = 4 }, key)).IsProblem(409, "idempotency_key_reused");
        (await PostAsync(admin, Codes, new { code = Vanity() }, key)).IsProblem(409, "idempotency_key_reused");
        (await PostAsync(admin, Codes, new { code = vanity, limit = 3 })).IsProblem(409, "code:taken");
        var random = ("Idempotency-Key", Guid.NewGuid().ToString());
        Assert.Equal(
            (await PostAsync(admin, Codes, new { }, random)).Is(201)["code"],
            (await PostAsync(admin, Codes, new { }, random)).Is(201)["code"]
        );
        Assert.NotEqual(
            (await PostAsync(admin, Codes, new { })).Is(201)["code"],
            (await PostAsync(admin, Codes, new { })).Is(201)["code"]
        );
    }

    [Fact]
    public async Task Code_for_a_person_works_beside_the_own_one_until_the_account_ends()
    {
        var admin = await AdminAsync();
        var form = Requests.NewSignUp();
        var person = (await _client.RegisterAsync(form)).Is(201);
        var (vanity, key) = (Vanity(), ("Idempotency-Key", Guid.NewGuid().ToString()));
        var body = new
        {
            code = vanity,
            owner = person["id"],
            limit = 5,
        };
        var code = (await PostAsync(admin, Codes, body, key)).Is(201);
        Assert.Equal(person["id"], code["owner"]);
        Assert.Equal(vanity, (await PostAsync(admin, Codes, body, key)).Is(201)["code"]);
        (await PostAsync(admin, Codes, body)).IsProblem(409, "code:taken");
        (await PostAsync(admin, Codes, new { code = person["invitation_code"] })).IsProblem(409, "code:taken");
        Assert.Equal(
            form["nickname"],
            (await _client.ReadAsync($"/api/invitations/{vanity}/")).Is(200)["inviter_nickname"]
        );
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", vanity))).Is(201);
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", person["invitation_code"]))).Is(201);
        var me = await _client.UntilAsync(person, seen => Number(seen, "invitation_user_count") == 2);
        Assert.Equal(person["invitation_code"], me["invitation_code"]);
        person = await ActivatedAsync(person, form);
        var list = (await _client.ReadAsync("/api/me/invitees/?limit=1", Bearer(person))).Is(200);
        var next = (
            await _client.ReadAsync($"/api/me/invitees/?limit=1&cursor={list["next_cursor"]}", Bearer(person))
        ).Is(200);
        Assert.Single(next.Json.GetProperty("items").EnumerateArray());
        (
            await _client.SendAsync(HttpMethod.Delete, "/api/me/", new { password = form["password1"] }, Bearer(person))
        ).Is(204);
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", vanity))).IsProblem(
            400,
            "invitation_code:disabled"
        );
        Assert.Equal("retired", (await GetAsync(admin, vanity)).Is(200)["state"]);
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Change_keeps_what_is_absent_clears_what_is_null_and_may_go_below_what_is_used()
    {
        var admin = await AdminAsync();
        var person = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var code = person["invitation_code"];
        for (var i = 0; i < 2; i++)
        {
            (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", code))).Is(201);
        }

        var changed = (
            await PatchAsync(
                admin,
                code,
                new
                {
                    limit = 1,
                    label = "abuse",
                    note = "two\nlines",
                    reason = "too many",
                }
            )
        ).Is(200);
        Assert.Equal(1, Number(changed, "limit"));
        Assert.Equal("exhausted", changed["state"]);
        Assert.Null(changed.Json.GetProperty("issued_at").GetString());
        await service.IsSoundAsync();
        var later = (
            await PatchAsync(admin, code, new { enabled = false, expires_at = "2050-01-01T00:00:00+02:00" })
        ).Is(200);
        Assert.Equal("disabled", later["state"]);
        Assert.Equal("abuse", later["label"]);
        Assert.Equal("2049-12-31T22:00:00Z", later["expires_at"]);
        var cleared = (
            await PatchAsync(admin, code, """{"limit":null,"label":null,"expires_at":null,"enabled":true}""")
        ).Is(200);
        Assert.Equal("active", cleared["state"]);
        Assert.Equal("two\nlines", cleared["note"]);
        await service.IsSoundAsync();
        (await PatchAsync(admin, "NOSUCHCODE", new { limit = 1 })).IsProblem(404, "not_found");
        (await PatchAsync(admin, "no_code", new { limit = 1 })).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Every_broken_rule_is_told()
    {
        var admin = await AdminAsync();
        (
            await PostAsync(
                admin,
                Codes,
                new
                {
                    code = "AB",
                    owner = "nobody",
                    limit = 0,
                    expires_at = "tomorrow",
                    enabled = "yes",
                    label = new string('x', 41),
                    note = new string('x', 501),
                    email_domain = "localhost",
                    reason = "",
                },
                ("Idempotency-Key", "no key")
            )
        ).IsProblem(
            400,
            "Idempotency-Key:invalid",
            "code:length",
            "owner:invalid",
            "limit:range",
            "expires_at:invalid",
            "enabled:invalid",
            "label:length",
            "note:length",
            "email_domain:invalid",
            "reason:length"
        );
        (
            await PostAsync(
                admin,
                Codes,
                """{"code":"A_B","owner":1,"limit":"5","label":"a\u0000b","note":{},"reason":1}"""
            )
        ).IsProblem(
            400,
            "code:invalid",
            "owner:invalid",
            "limit:range",
            "label:invalid",
            "note:invalid",
            "reason:invalid"
        );
        (await PostAsync(admin, Codes, new { owner = Guid.NewGuid() })).IsProblem(400, "owner:invalid");
        (await PostAsync(admin, Batches, new { prefix = "ABCDE" })).IsProblem(400, "count:required", "prefix:invalid");
        (await PostAsync(admin, Batches, new { count = 10_001 })).IsProblem(400, "count:range");
        (await PatchAsync(admin, "NOSUCHCODE", new { limit = -1 })).IsProblem(400, "limit:range");
    }

    [Fact]
    public async Task Only_administrators_reach_the_routes()
    {
        var user = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);
        (await PostAsync(user, Codes, new { })).IsProblem(403, "not_an_administrator");
        (await GetAsync(user, "NOSUCHCODE")).IsProblem(403, "not_an_administrator");
        (await _client.SendAsync(HttpMethod.Post, Batches, new { count = 1 })).IsProblem(401, "not_authenticated");
        (await _client.ReadAsync("/api/admin/jobs/", Bearer(user))).IsProblem(403, "not_an_administrator");
    }

    [Fact]
    public async Task Batch_makes_as_many_codes_as_asked_for_and_lists_them_all()
    {
        var admin = await AdminAsync();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var body = new
        {
            count = 1234,
            label = "fair",
            limit = 1,
            prefix = "fa",
        };
        var job = (await PostAsync(admin, Batches, body, key)).Is(202);
        Assert.Equal(job["id"], (await PostAsync(admin, Batches, body, key)).Is(202)["id"]);
        (await PostAsync(admin, Batches, new { count = 1 }, key)).IsProblem(409, "idempotency_key_reused");
        var done = await UntilDoneAsync(admin, job["id"]);
        Assert.Equal("done", done["state"]);
        Assert.Equal(1234, Number(done, "done"));
        var csv = (await _client.ReadAsync($"{Batches}{job["id"]}/codes.csv", Bearer(admin))).Is(200);
        Assert.Equal("text/csv", csv.ContentHeaders.ContentType?.MediaType);
        var lines = csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("code,link", lines[0]);
        Assert.Equal(1235, lines.Distinct().Count());
        Assert.All(
            lines[1..],
            line => Assert.Matches("^FA[0-9A-Z]{10},http://[^,]+/register\\?code=FA[0-9A-Z]{10}$", line)
        );
        var code = lines[^1].Split(',')[0];
        var described = (await GetAsync(admin, code)).Is(200);
        Assert.Equal(job["id"], described["batch"]);
        Assert.Equal("fair", described["label"]);
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", code))).Is(201);
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", code))).IsProblem(
            409,
            "invitation_code:exhausted"
        );
        var list = (await _client.ReadAsync("/api/admin/jobs/?limit=1", Bearer(admin))).Is(200);
        Assert.Single(list.Json.GetProperty("items").EnumerateArray());
        (await _client.ReadAsync("/api/admin/jobs/?limit=0&cursor=x", Bearer(admin))).IsProblem(400, "limit:invalid");
        (await _client.ReadAsync("/api/admin/jobs/?cursor=x", Bearer(admin))).IsProblem(400, "cursor:invalid");
        (await _client.ReadAsync($"/api/admin/jobs/{Guid.NewGuid()}/", Bearer(admin))).IsProblem(404, "not_found");
        (await _client.ReadAsync($"{Batches}{Guid.NewGuid()}/codes.csv", Bearer(admin))).IsProblem(404, "not_found");
        Assert.Equal("done", (await PostAsync(admin, $"/api/admin/jobs/{job["id"]}/cancel/", null)).Is(200)["state"]);
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Quota_bounds_what_an_account_makes_itself()
    {
        var admin = await AdminAsync();
        var person = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var path = $"/api/admin/people/{person["id"]}/quota/";
        var set = (await _client.SendAsync(HttpMethod.Put, path, new { codes = 2, uses = 1 }, Bearer(admin))).Is(200);
        Assert.Equal(set.Text, (await _client.ReadAsync(path, Bearer(admin))).Is(200).Text);
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", person["invitation_code"]))).Is(201);
        (
            await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", person["invitation_code"]))
        ).IsProblem(409, "invitation_code:exhausted");
        (await _client.SendAsync(HttpMethod.Put, path, new { codes = 0, uses = -1 }, Bearer(admin))).IsProblem(
            400,
            "codes:range",
            "uses:range"
        );
        (
            await _client.SendAsync(
                HttpMethod.Put,
                $"/api/admin/people/{Guid.NewGuid()}/quota/",
                new { uses = 1 },
                Bearer(admin)
            )
        ).IsProblem(404, "not_found");
        (await _client.ReadAsync("/api/admin/people/nobody/quota/", Bearer(admin))).IsProblem(404, "not_found");
        (await _client.SendAsync(HttpMethod.Put, path, new { }, Bearer(admin))).Is(200);
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", person["invitation_code"]))).Is(201);
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Account_whose_codes_are_frozen_gets_no_new_one()
    {
        var form = Requests.NewSignUp();
        var person = (await _client.RegisterAsync(form)).Is(201);
        var user = service.Services.GetRequiredService<IGrainFactory>().GetUser(new UserId(Guid.Parse(person["id"])));
        Assert.Equal(ChangeOutcome.Done, await user.SetFrozenAsync(true, Acts.New()));
        var active = await ActivatedAsync(person, form);
        (await _client.SendAsync(HttpMethod.Post, "/api/me/invitation-code/", null, Bearer(active))).IsProblem(
            409,
            "account_frozen"
        );
        (
            await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", person["invitation_code"]))
        ).IsProblem(400, "invitation_code:disabled");
        Assert.Equal("frozen", (await GetAsync(await AdminAsync(), person["invitation_code"])).Is(200)["state"]);
        await service.IsSoundAsync();
    }

    private static string Vanity() => $"V{Guid.NewGuid():N}"[..12].ToUpperInvariant();

    private static long Number(Answer answer, string field) => answer.Json.GetProperty(field).GetInt64();

    private static (string Name, string Value) Bearer(Answer signedIn) =>
        ("Authorization", $"Bearer {signedIn["token"]}");

    private async Task<Answer> AdminAsync()
    {
        var account = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var id = new UserId(Guid.Parse(account["id"]));
        var grains = service.Services.GetRequiredService<IGrainFactory>();
        await grains.GetUserEffects(id).ActivateAsync();
        Assert.Equal(ChangeOutcome.Done, await grains.GetUser(id).SetRoleAsync(Role.Admin, Acts.New()));
        return account;
    }

    private async Task<Answer> ActivatedAsync(Answer person, Dictionary<string, object?> form)
    {
        var grains = service.Services.GetRequiredService<IGrainFactory>();
        await grains.GetUserEffects(new(Guid.Parse(person["id"]))).ActivateAsync();
        return (await _client.LogInAsync(form["username"], form["password1"])).Is(200);
    }

    private Task<Answer> PostAsync(
        Answer caller,
        string path,
        object? body,
        params (string Name, string Value)[] headers
    ) => _client.SendAsync(HttpMethod.Post, path, body, [Bearer(caller), .. headers]);

    private Task<Answer> PatchAsync(Answer caller, string code, object body) =>
        _client.SendAsync(HttpMethod.Patch, $"{Codes}{code}/", body, Bearer(caller));

    private Task<Answer> GetAsync(Answer caller, string code) => _client.ReadAsync($"{Codes}{code}/", Bearer(caller));

    private async Task<Answer> UntilAsync(Answer caller, string code, Func<Answer, bool> isSo)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = (await GetAsync(caller, code)).Is(200);
            if (isSo(answer))
            {
                return answer;
            }

            Assert.True(tries < 1200, answer.Text);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task<Answer> UntilDoneAsync(Answer caller, string job)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = (await _client.ReadAsync($"/api/admin/jobs/{job}/", Bearer(caller))).Is(200);
            if (answer["state"] != "running")
            {
                return answer;
            }

            Assert.True(tries < 1200, answer.Text);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
