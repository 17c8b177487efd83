using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Operators;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class WebhookRouteTests(WebhookService service, Service closed)
    : IClassFixture<WebhookService>,
        IAsyncDisposable
{
    private const string Path = "/api/admin/webhooks/";

    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });
    private readonly List<Receiver> _receivers = [];

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        foreach (var receiver in _receivers)
        {
            await receiver.DisposeAsync();
        }
    }

    [Fact]
    public async Task Sign_up_reaches_a_receiver_whose_library_verifies_it_also_after_a_rotation()
    {
        var admin = await AdminAsync(service, _client);
        var (id, secret, receiver) = await AddAsync(admin, "user.registered");
        var account = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var received = await ArriveAsync(receiver, account["id"]);
        var (code, output) = await VerifyAsync(secret, received);
        Assert.True(code == 0, output);
        var told = JsonDocument.Parse(output).RootElement;
        Assert.Equal("user.registered", told.GetProperty("type").GetString());
        Assert.Equal(account["id"], told.GetProperty("data").GetProperty("user_id").GetString());
        Assert.NotEqual(0, (await VerifyAsync(secret, received with { Body = received.Body + " " })).Code);

        var rotated = (await SendAsync(HttpMethod.Post, $"{Path}{id}/secrets/", null, admin)).Is(200);
        Assert.Equal(2, rotated.Json.GetProperty("number").GetInt32());
        var secrets = (await SendAsync(HttpMethod.Get, $"{Path}{id}/secrets/", null, admin))
            .Is(200)
            .Json.GetProperty("secrets");
        Assert.NotNull(secrets[0].GetProperty("expires_at").GetString());
        Assert.Null(secrets[1].GetProperty("expires_at").GetString());
        var test = (await SendAsync(HttpMethod.Post, $"{Path}{id}/test/", null, admin)).Is(202);
        var tested = await ArriveAsync(receiver, test["delivery"], byId: true);
        Assert.All(
            await Task.WhenAll(VerifyAsync(secret, tested), VerifyAsync(rotated["secret"], tested)),
            verified => Assert.True(verified.Code == 0, verified.Output)
        );

        (await SendAsync(HttpMethod.Delete, $"{Path}{id}/secrets/2/", null, admin)).IsProblem(409, "secret_in_use");
        (await SendAsync(HttpMethod.Delete, $"{Path}{id}/secrets/1/", null, admin)).Is(204);
        (await SendAsync(HttpMethod.Delete, $"{Path}{id}/secrets/1/", null, admin)).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Deliveries_are_listed_and_replayed()
    {
        var admin = await AdminAsync(service, _client);
        var (id, _, receiver) = await AddAsync(admin, "user.deleted");
        receiver.Answer = Receiver.Status(410);
        var test = (await SendAsync(HttpMethod.Post, $"{Path}{id}/test/", null, admin)).Is(202)["delivery"];
        var webhook = await UntilAsync(
            $"{Path}{id}/",
            admin,
            answer => !answer.Json.GetProperty("enabled").GetBoolean()
        );
        Assert.Equal("gone", webhook["disabled_because"]);
        var failed = await UntilAsync(
            $"{Path}{id}/deliveries/?state=failed",
            admin,
            answer => answer.Json.GetProperty("items").GetArrayLength() == 1
        );
        var item = failed.Json.GetProperty("items")[0];
        Assert.Equal(
            (test, "webhook.test", "failed", 1, 410, "status"),
            (
                item.GetProperty("id").GetString(),
                item.GetProperty("type").GetString(),
                item.GetProperty("state").GetString(),
                item.GetProperty("tries").GetInt32(),
                item.GetProperty("last_status").GetInt32(),
                item.GetProperty("last_failure").GetString()
            )
        );

        receiver.Answer = Receiver.Status(204);
        (await SendAsync(HttpMethod.Patch, $"{Path}{id}/", new { enabled = true }, admin)).Is(200);
        (await SendAsync(HttpMethod.Post, $"{Path}{id}/deliveries/{test}/replay/", null, admin)).Is(204);
        await UntilAsync(
            $"{Path}{id}/deliveries/?state=done&limit=1",
            admin,
            answer => answer.Json.GetProperty("items").GetArrayLength() == 1
        );
        var replay = await SendAsync(
            HttpMethod.Post,
            $"{Path}{id}/replay/",
            new { since = "2026-01-01T00:00:00Z" },
            admin
        );
        Assert.Equal(0, replay.Is(200).Json.GetProperty("replayed").GetInt64());

        (await SendAsync(HttpMethod.Post, $"{Path}{id}/test/", null, admin)).Is(202);
        var first = (await SendAsync(HttpMethod.Get, $"{Path}{id}/deliveries/?limit=1", null, admin)).Is(200);
        var next = await SendAsync(
            HttpMethod.Get,
            $"{Path}{id}/deliveries/?limit=1&cursor={first["next_cursor"]}",
            null,
            admin
        );
        Assert.Equal(test, next.Is(200).Json.GetProperty("items")[0].GetProperty("id").GetString());

        (await SendAsync(HttpMethod.Delete, $"{Path}{id}/", null, admin)).Is(204);
        (await SendAsync(HttpMethod.Get, $"{Path}{id}/", null, admin)).IsProblem(404, "not_found");
        (await SendAsync(HttpMethod.Get, $"{Path}{id}/deliveries/", null, admin)).IsProblem(404, "not_found");
        (await SendAsync(HttpMethod.Post, $"{Path}{id}/deliveries/{test}/replay/", null, admin)).IsProblem(
            404,
            "not_found"
        );
    }

    [Fact]
    public async Task Purchase_that_crosses_a_threshold_is_told_once_with_both_levels()
    {
        var admin = await AdminAsync(service, _client);
        var (_, secret, receiver) = await AddAsync(admin, "level.changed");
        var account = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);
        (await BuyAsync("512.50", "first")).Is(201);
        (await BuyAsync("512.50", "first")).Is(200);
        (await BuyAsync("0.50", "second")).Is(201); // the same level
        var received = await ArriveAsync(receiver, account["id"]);
        var (code, output) = await VerifyAsync(secret, received);
        Assert.True(code == 0, output);
        var told = JsonDocument.Parse(output).RootElement;
        Assert.Equal("level.changed", told.GetProperty("type").GetString());
        Assert.Equal(
            (account["id"], 0, 2),
            (
                told.GetProperty("data").GetProperty("user_id").GetString(),
                told.GetProperty("data").GetProperty("level_before").GetInt32(),
                told.GetProperty("data").GetProperty("level_after").GetInt32()
            )
        );

        (await BuyAsync("5000.00", "third")).Is(201); // what is told after the others have been
        await ArriveAsync(receiver, "\"level_before\":2");
        Assert.Equal(2, receiver.All.Count(one => one.Body.Contains(account["id"], StringComparison.Ordinal)));

        Task<Answer> BuyAsync(string amount, string id) =>
            SendAsync(
                HttpMethod.Post,
                $"/api/users/{account["id"]}/purchases/",
                new
                {
                    purchase_id = $"{id}:{account["id"]}",
                    amount,
                    currency = "CNY",
                },
                admin
            );
    }

    [Fact]
    public async Task Tests_and_replays_are_acts_in_the_audit_log()
    {
        var admin = await AdminAsync(service, _client);
        var (id, _, _) = await AddAsync(admin, "user.deleted");
        var test = (await SendAsync(HttpMethod.Post, $"{Path}{id}/test/", null, admin)).Is(202)["delivery"];
        (await SendAsync(HttpMethod.Post, $"{Path}{id}/deliveries/{test}/replay/", null, admin)).Is(204);
        (await SendAsync(HttpMethod.Post, $"{Path}{id}/replay/", new { since = "2026-01-01T00:00:00Z" }, admin)).Is(
            200
        );
        (await SendAsync(HttpMethod.Post, $"{Path}{id}/deliveries/{id}/replay/", null, admin)).IsProblem(
            404,
            "not_found"
        );
        (await SendAsync(HttpMethod.Post, $"{Path}{test}/test/", null, admin)).IsProblem(404, "not_found");

        var audit = (await SendAsync(HttpMethod.Get, "/api/admin/audit/?subject=webhooks/service", null, admin)).Is(
            200
        );
        Assert.Equal(
            [
                ("webhook.replay", null, "2026-01-01T00:00:00.0000000Z"),
                ("webhook.replay", test, null),
                ("webhook.test", test, null),
                ("webhook.create", null, null),
            ],
            audit
                .Json.GetProperty("items")
                .EnumerateArray()
                .Where(entry => Data(entry, "webhook") == id)
                .Select(entry => (entry.GetProperty("kind").GetString(), Data(entry, "event"), Data(entry, "since")))
        );

        static string? Data(JsonElement entry, string name) =>
            entry.GetProperty("data").TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    [Fact]
    public async Task Only_administrators_get_in()
    {
        var nobody = _client;
        (await nobody.ReadAsync(Path)).IsProblem(401, "not_authenticated");
        var account = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var user = ("Authorization", $"Bearer {account["token"]}");
        var id = Guid.NewGuid().ToString("D");
        foreach (
            var (method, path) in new[]
            {
                (HttpMethod.Get, ""),
                (HttpMethod.Post, ""),
                (HttpMethod.Get, $"{id}/"),
                (HttpMethod.Patch, $"{id}/"),
                (HttpMethod.Delete, $"{id}/"),
                (HttpMethod.Get, $"{id}/secrets/"),
                (HttpMethod.Post, $"{id}/secrets/"),
                (HttpMethod.Delete, $"{id}/secrets/1/"),
                (HttpMethod.Post, $"{id}/test/"),
                (HttpMethod.Get, $"{id}/deliveries/"),
                (HttpMethod.Post, $"{id}/deliveries/{id}/replay/"),
                (HttpMethod.Post, $"{id}/replay/"),
            }
        )
        {
            (await _client.SendAsync(method, $"{Path}{path}", null, user)).IsProblem(403, "not_an_administrator");
        }
    }

    [Theory]
    [InlineData("{}", "url:required", "events:required")]
    [InlineData("""{"url":"http://example.com","events":["user.deleted"]}""", "url:invalid")]
    [InlineData("""{"url":"https://a:b@example.com","events":["user.deleted"]}""", "url:invalid")]
    [InlineData(
        """{"url":5,"events":"user.deleted","enabled":"yes","description":[]}""",
        "url:invalid",
        "events:invalid",
        "enabled:invalid",
        "description:invalid"
    )]
    [InlineData("""{"url":"https://example.com","events":[]}""", "events:invalid")]
    [InlineData("""{"url":"https://example.com","events":["user.deleted",5]}""", "events:invalid")]
    [InlineData("""{"url":"https://example.com","events":["user.deleted","nothing"]}""", "events:invalid")]
    [InlineData("""{"url":"https://example.com","events":["\ud800"]}""", "events:invalid")]
    [InlineData(
        """{"url":"https://example.com","events":["user.deleted"],"description":"a\u0000b"}""",
        "description:invalid"
    )]
    public async Task Bad_terms_are_refused_by_field(string body, params string[] errors) =>
        (await SendAsync(HttpMethod.Post, Path, body, await AdminAsync(service, _client))).IsProblem(400, errors);

    [Fact]
    public async Task Bad_queries_and_ids_are_refused()
    {
        var admin = await AdminAsync(service, _client);
        var (id, _, _) = await AddAsync(admin, "user.deleted");
        foreach (
            var (query, error) in new[]
            {
                ("state=lost", "state:invalid"),
                ("cursor=x", "cursor:invalid"),
                ("cursor=gAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "cursor:invalid"),
                ("limit=0", "limit:invalid"),
                ("limit=101", "limit:invalid"),
            }
        )
        {
            (await SendAsync(HttpMethod.Get, $"{Path}{id}/deliveries/?{query}", null, admin)).IsProblem(400, error);
        }

        (await SendAsync(HttpMethod.Post, $"{Path}{id}/replay/", new { }, admin)).IsProblem(400, "since:required");
        (await SendAsync(HttpMethod.Post, $"{Path}{id}/replay/", new { since = "x" }, admin)).IsProblem(
            400,
            "since:invalid"
        );
        (
            await SendAsync(HttpMethod.Patch, $"{Path}{id}/", new { description = new string('x', 201) }, admin)
        ).IsProblem(400, "description:length");
        (await SendAsync(HttpMethod.Get, $"{Path}none/", null, admin)).IsProblem(404, "not_found");
        (await SendAsync(HttpMethod.Delete, $"{Path}{id}/secrets/x/", null, admin)).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Without_the_setting_a_receiver_on_this_machine_is_not_called()
    {
        using var client = closed.CreateClient(new() { HandleCookies = false });
        var admin = await AdminAsync(closed, client);
        var receiver = await Receiver.StartAsync();
        _receivers.Add(receiver);
        var url = receiver.Url.Replace("http://", "https://", StringComparison.Ordinal);
        (
            await client.SendAsync(
                HttpMethod.Post,
                Path,
                new { url = receiver.Url, events = new[] { "user.deleted" } },
                admin
            )
        ).IsProblem(400, "url:invalid");
        var made = await client.SendAsync(HttpMethod.Post, Path, new { url, events = new[] { "user.deleted" } }, admin);
        var id = made.Is(201).Json.GetProperty("webhook").GetProperty("id").GetString();
        (await client.SendAsync(HttpMethod.Post, $"{Path}{id}/test/", null, admin)).Is(202);
        var tried = await UntilAsync(
            client,
            $"{Path}{id}/deliveries/",
            admin,
            answer => answer.Json.GetProperty("items")[0].GetProperty("tries").GetInt32() > 0
        );
        Assert.Equal("address_refused", tried.Json.GetProperty("items")[0].GetProperty("last_failure").GetString());
        Assert.Empty(receiver.All);
        (await client.SendAsync(HttpMethod.Delete, $"{Path}{id}/", null, admin)).Is(204);
    }

    private static async Task<(string, string)> AdminAsync(Service on, HttpClient client)
    {
        var form = Requests.NewSignUp();
        var account = (await client.RegisterAsync(form)).Is(201);
        var user = on.Services.GetRequiredService<IGrainFactory>().GetUser(new(Guid.Parse(account["id"])));
        if (!account.Json.GetProperty("is_active").GetBoolean())
        {
            await on
                .Services.GetRequiredService<IGrainFactory>()
                .GetUserEffects(new(Guid.Parse(account["id"])))
                .ActivateAsync();
            account = (await client.LogInAsync(form["username"], form["password1"])).Is(200);
        }

        Assert.Equal(ChangeOutcome.Done, await user.SetRoleAsync(Role.Admin, Acts.New()));
        return ("Authorization", $"Bearer {account["token"]}");
    }

    private async Task<(string Id, string Secret, Receiver Receiver)> AddAsync(
        (string, string) admin,
        params string[] events
    )
    {
        var receiver = await Receiver.StartAsync();
        _receivers.Add(receiver);
        var made = (await SendAsync(HttpMethod.Post, Path, new { url = receiver.Url, events }, admin)).Is(201);
        Assert.StartsWith("whsec_", made["secret"], StringComparison.Ordinal);
        var id = made.Json.GetProperty("webhook").GetProperty("id").GetString()!;
        var listed = (await SendAsync(HttpMethod.Get, Path, null, admin)).Is(200);
        Assert.Contains(id, listed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", listed.Text, StringComparison.Ordinal);
        return (id, made["secret"], receiver);
    }

    private Task<Answer> SendAsync(HttpMethod method, string path, object? body, (string, string) admin) =>
        _client.SendAsync(method, path, body, admin);

    private Task<Answer> UntilAsync(string path, (string, string) admin, Func<Answer, bool> isSo) =>
        UntilAsync(_client, path, admin, isSo);

    private static async Task<Answer> UntilAsync(
        HttpClient client,
        string path,
        (string, string) admin,
        Func<Answer, bool> isSo
    )
    {
        for (var tries = 0; ; tries++)
        {
            var answer = (await client.SendAsync(HttpMethod.Get, path, null, admin)).Is(200);
            if (isSo(answer))
            {
                return answer;
            }

            Assert.True(tries < 1200, answer.Text);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<Received> ArriveAsync(Receiver receiver, string text, bool byId = false)
    {
        for (var tries = 0; ; tries++)
        {
            if (
                receiver.All.FirstOrDefault(one =>
                    (byId ? one.Id : one.Body).Contains(text, StringComparison.Ordinal)
                ) is
                { } received
            )
            {
                return received;
            }

            Assert.True(tries < 1200, "It does not arrive.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<(int Code, string Output)> VerifyAsync(string secret, Received received)
    {
        var script = System.IO.Path.GetFullPath(
            System.IO.Path.Combine(AppContext.BaseDirectory, "../../../../Webhooks/verify.mjs")
        );
        Assert.True(
            Directory.Exists(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(script)!, "node_modules")),
            "Run npm ci in tests/Webhooks first, as test.sh does."
        );
        var start = new ProcessStartInfo("node", [script, secret, received.Id, received.Timestamp, received.Signature])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(received.Body);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        output += await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }
}
