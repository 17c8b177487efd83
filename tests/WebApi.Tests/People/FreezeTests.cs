using System.Text.Json;

namespace OrleansRegistration.Tests;

/// <summary>Operators freeze the codes of one account and of a subtree, over HTTP.</summary>
public sealed class FreezeTests(Service service) : IAsyncLifetime
{
    private const string Quarantine = "/api/admin/quarantine/";
    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });
    private TestPerson _admin = null!;

    public async ValueTask InitializeAsync() => _admin = await TestPerson.AdministratorAsync(service, _client);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    [Fact]
    public async Task Codes_of_one_account_are_frozen_and_unfrozen_with_a_reason()
    {
        var person = await TestPerson.UserAsync(_client);
        (await PostAsync(person, "freeze/", new { })).IsProblem(400, "reason:required");
        (await PostAsync(person, "unfreeze/", new { reason = "a\nb" })).IsProblem(400, "reason:invalid");
        (await PostAsync(person, "freeze/", new { reason = "abuse" })).Is(204);
        (await PostAsync(person, "freeze/", new { reason = "abuse" })).Is(204);
        Assert.True((await PersonAsync(person)).Json.GetProperty("is_frozen").GetBoolean());
        await IsRefusedAsync(await CodeAsync(person));
        (await PostAsync(person, "unfreeze/", new { reason = "a mistake" })).Is(204);
        await TestPerson.UserAsync(_client, await CodeAsync(person));
        Assert.False((await PersonAsync(person)).Json.GetProperty("is_frozen").GetBoolean());

        Assert.Equal(
            404,
            (int)(await PostAsync($"/api/admin/people/{Guid.NewGuid()}/freeze/", new { reason = "x" })).Status
        );
        (await PostAsync("/api/admin/people/nobody/freeze/", new { reason = "x" })).IsProblem(404, "not_found");
        (await _client.SendAsync(HttpMethod.Delete, person.Path, _admin.Confirmed(), _admin.Bearer)).Is(204);
        (await PostAsync(person, "freeze/", new { reason = "x" })).IsProblem(409, "account_ended");
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Subtree_is_frozen_by_a_job_and_stands_in_the_quarantine_list_until_it_is_unfrozen()
    {
        var root = await TestPerson.UserAsync(_client);
        var child = await TestPerson.UserAsync(_client, await CodeAsync(root));
        var grandchild = await TestPerson.UserAsync(_client, await CodeAsync(child));
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var job = (await PostAsync(root, "subtree/freeze/", new { reason = "sold codes" }, key)).Is(202);
        Assert.Equal($"/api/admin/jobs/{job["id"]}/", job.Headers.Location!.OriginalString);
        Assert.Equal(
            job["id"],
            (await PostAsync(root, "subtree/freeze/", new { reason = "sold codes" }, key)).Is(202)["id"]
        );
        (await PostAsync(root, "subtree/freeze/", new { reason = "other" }, key)).IsProblem(
            409,
            "idempotency_key_reused"
        );
        (await PostAsync(child, "subtree/freeze/", new { reason = "sold codes" }, key)).IsProblem(
            409,
            "idempotency_key_reused"
        );

        var done = await DoneAsync(job["id"]);
        Assert.Equal(("tree.freeze", 3, 3), (done["kind"], Number(done, "done"), Number(done, "total")));
        foreach (var person in (TestPerson[])[root, child, grandchild])
        {
            await IsRefusedAsync(await CodeAsync(person));
            Assert.Equal("inactive", (await PersonAsync(person))["state"]);
            Assert.Equal([root.Id.ToString()], Texts((await PersonAsync(person)).Json.GetProperty("frozen_with")));
        }

        var item = await InQuarantineAsync(root);
        Assert.Equal(root.Form["username"], item.GetProperty("username").GetString());
        Assert.Equal($"admin/{_admin.Id}", item.GetProperty("actor").GetString());
        Assert.Equal("sold codes", item.GetProperty("reason").GetString());
        Assert.Equal(
            (job["id"], "done", 3),
            (
                item.GetProperty("job_id").GetString(),
                item.GetProperty("job_state").GetString(),
                item.GetProperty("frozen").GetInt64()
            )
        );
        Assert.Null(item.GetProperty("unfreeze_job_id").GetString());

        var undo = (await PostAsync(root, "subtree/unfreeze/", new { reason = "solved" })).Is(202);
        await DoneAsync(undo["id"]);
        await TestPerson.UserAsync(_client, await CodeAsync(grandchild));
        for (var tries = 0; await FindAsync(root) is not null; tries++)
        {
            Assert.True(tries < 600, "The subtree stays in the list.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Disabling_a_subtree_needs_an_administrators_password()
    {
        var root = await TestPerson.UserAsync(_client);
        var child = await TestPerson.UserAsync(_client, await CodeAsync(root));
        (await PostAsync(root, "subtree/freeze/", new { accounts = "disable" })).IsProblem(
            400,
            "password:required",
            "reason:required"
        );
        (await PostAsync(root, "subtree/freeze/", new { accounts = "delete" })).IsProblem(
            400,
            "accounts:invalid",
            "reason:required"
        );
        (await PostAsync(root, "subtree/unfreeze/", new { accounts = "disable" })).IsProblem(
            400,
            "accounts:invalid",
            "reason:required"
        );
        (
            await PostAsync(
                root,
                "subtree/freeze/",
                new
                {
                    accounts = "disable",
                    reason = "x",
                    password = "another password",
                }
            )
        ).IsProblem(400, "password:invalid");
        (await PostAsync(root, "subtree/freeze/", new { reason = "x" }, ("Idempotency-Key", "a b"))).IsProblem(
            400,
            "Idempotency-Key:invalid"
        );
        (await PostAsync($"/api/admin/people/{Guid.NewGuid()}/subtree/freeze/", new { reason = "x" })).IsProblem(
            404,
            "not_found"
        );
        (await PostAsync("/api/admin/people/nobody/subtree/unfreeze/", new { reason = "x" })).IsProblem(
            404,
            "not_found"
        );

        var body = _admin.Confirmed().With("accounts", "disable");
        await DoneAsync((await PostAsync(root, "subtree/freeze/", body)).Is(202)["id"]);
        Assert.Equal("disabled", (await PersonAsync(child))["state"]);
        (await _client.ReadAsync("/api/me/", child.Bearer)).IsProblem(401, "not_authenticated");
        var enable = new { accounts = "enable", reason = "solved" };
        await DoneAsync((await PostAsync(root, "subtree/unfreeze/", enable)).Is(202)["id"]);
        (await _client.ReadAsync("/api/me/", child.Bearer)).Is(200);
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Service_freezes_a_subtree_but_disables_nobody()
    {
        var root = await TestPerson.UserAsync(_client);
        var made = (
            await PostAsync(
                "/api/admin/api-keys/",
                _admin
                    .Confirmed()
                    .With("service", "watch")
                    .With("scopes", (string[])["people:write", "codes:read"])
                    .With("expires_at", TimeProvider.System.GetUtcNow().AddDays(1))
            )
        ).Is(201);
        var key = ("Authorization", $"Bearer {made["key"]}");
        var path = $"{root.Path}subtree/freeze/";
        (
            await _client.SendAsync(
                HttpMethod.Post,
                path,
                new
                {
                    accounts = "disable",
                    reason = "x",
                    password = "x",
                },
                key
            )
        ).IsProblem(403, "not_an_administrator");
        (await _client.ReadAsync(Quarantine, key)).IsProblem(403, "missing_scope");
        var job = (await _client.SendAsync(HttpMethod.Post, path, new { reason = "x" }, key)).Is(202);
        await DoneAsync(job["id"]);
        Assert.Equal("service/watch", (await InQuarantineAsync(root)).GetProperty("actor").GetString());
        (await _client.ReadAsync($"{Quarantine}?limit=0", _admin.Bearer)).IsProblem(400, "limit:invalid");
        (await _client.ReadAsync($"{Quarantine}?cursor=x", _admin.Bearer)).IsProblem(400, "cursor:invalid");
        await service.IsSoundAsync();
    }

    private static long Number(Answer answer, string field) => answer.Json.GetProperty(field).GetInt64();

    private static IEnumerable<string?> Texts(JsonElement list) =>
        list.EnumerateArray().Select(text => text.GetString());

    private Task<Answer> PostAsync(TestPerson person, string act, object body, params (string, string)[] headers) =>
        PostAsync(person.Path + act, body, headers);

    private Task<Answer> PostAsync(string path, object body, params (string Name, string Value)[] headers) =>
        _client.SendAsync(HttpMethod.Post, path, body, [_admin.Bearer, .. headers]);

    private async Task<Answer> PersonAsync(TestPerson person) =>
        (await _client.ReadAsync(person.Path, _admin.Bearer)).Is(200);

    private async Task<string> CodeAsync(TestPerson person) =>
        (await PersonAsync(person)).Json.GetProperty("codes")[0].GetProperty("code").GetString()!;

    private async Task IsRefusedAsync(string code) =>
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", code))).IsProblem(
            400,
            "invitation_code:disabled"
        );

    private async Task<Answer> DoneAsync(string job)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = (await _client.ReadAsync($"/api/admin/jobs/{job}/", _admin.Bearer)).Is(200);
            if (answer["state"] != "running")
            {
                Assert.Equal("done", answer["state"]);
                return answer;
            }

            Assert.True(tries < 600, answer.Text);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task<JsonElement> InQuarantineAsync(TestPerson root)
    {
        for (var tries = 0; ; tries++)
        {
            if (await FindAsync(root) is { } found)
            {
                return found;
            }

            Assert.True(tries < 600, "The subtree is not in the list.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task<JsonElement?> FindAsync(TestPerson root)
    {
        var cursor = "";
        while (true)
        {
            var page = (await _client.ReadAsync($"{Quarantine}?limit=1{cursor}", _admin.Bearer)).Is(200);
            foreach (var item in page.Json.GetProperty("items").EnumerateArray())
            {
                if (item.GetProperty("id").GetString() == root.Id.ToString())
                {
                    return item;
                }
            }

            if (page.Json.GetProperty("next_cursor").GetString() is not { } next)
            {
                return null;
            }

            cursor = $"&cursor={next}";
        }
    }
}
