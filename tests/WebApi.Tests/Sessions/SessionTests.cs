using System.Buffers.Text;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Faults;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class SessionTests(ClockedService service) : IClassFixture<ClockedService>
{
    private const string Me = "/api/me/";
    private const string Refresh = "/jwt/refresh/";
    private const string LogOut = "/jwt/logout/";
    private const string Sessions = "/api/sessions/";
    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });

    [Fact]
    public async Task Sign_up_and_log_in_set_a_cookie_that_scripts_and_other_sites_cannot_use()
    {
        var form = Requests.NewSignUp();
        foreach (
            var answer in (Answer[])
                [
                    (await _client.RegisterAsync(form)).Is(201),
                    (await _client.LogInAsync(form["username"], form["password1"])).Is(200),
                ]
        )
        {
            var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
            Assert.StartsWith("registration_refresh=", cookie, StringComparison.Ordinal);
            Assert.Contains("; path=/jwt/", cookie, StringComparison.Ordinal);
            Assert.Contains("; samesite=strict", cookie, StringComparison.Ordinal);
            Assert.Contains("; httponly", cookie, StringComparison.Ordinal);
            Assert.DoesNotContain("; secure", cookie, StringComparison.Ordinal);
            Assert.False(answer.Json.TryGetProperty("refresh_token", out _));
            (await _client.SendAsync(HttpMethod.Post, Refresh, null, ("Cookie", CookieOf(answer)))).Is(200);
        }
    }

    [Theory]
    [InlineData("https://example.com", "__Host-registration_refresh", "/")]
    [InlineData("https://example.com/signup", "__Secure-registration_refresh", "/signup/jwt/")]
    public async Task Cookie_is_for_https_only_and_its_name_says_so_when_the_service_is_reached_so(
        string publicUrl,
        string name,
        string path
    )
    {
        await using var https = new Service();
        https.Settings["PublicUrl"] = publicUrl;
        using var client = https.CreateClient(new() { HandleCookies = false });
        var answer = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith($"{name}=", cookie, StringComparison.Ordinal);
        Assert.Contains($"; path={path}; secure; samesite=strict; httponly", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("domain=", cookie, StringComparison.OrdinalIgnoreCase);
        var refreshed = (await client.SendAsync(HttpMethod.Post, Refresh, null, ("Cookie", CookieOf(answer)))).Is(200);
        Assert.StartsWith($"{name}=", CookieOf(refreshed), StringComparison.Ordinal);
    }

    [Fact, Trait("Fault", "B3")]
    public async Task Cookies_of_other_applications_of_the_host_neither_hide_ours_nor_have_it_cleared()
    {
        var mine = CookieOf((await _client.RegisterAsync(Requests.NewSignUp())).Is(201));
        string[] others =
        [
            "refresh_token=zzz",
            "registration_refresh=zzz",
            "registration_refresh=",
            "a=\"b c\"",
            "nonsense",
            "=x",
            "registration_refresh=\"",
            "x=é",
        ];
        var refreshes = 0;
        foreach (var other in others)
        {
            foreach (var order in (string[])["{0}; {1}", "{1}; {0}", "{0}; {1}; {0}"])
            {
                var header = string.Format(CultureInfo.InvariantCulture, order, other, mine);
                mine = CookieOf((await _client.SendAsync(HttpMethod.Post, Refresh, null, ("Cookie", header))).Is(200));
                // Past the grace period, so that each cookie is the current one.
                service.Clock.MoveOn(TimeSpan.FromSeconds(31));
                refreshes++;
            }

            Assert.False(
                (await _client.SendAsync(HttpMethod.Post, Refresh, null, ("Cookie", other)))
                    .IsProblem(401, "session_ended")
                    .Headers.Contains("Set-Cookie")
            );
            Assert.False(
                (await _client.SendAsync(HttpMethod.Post, LogOut, null, ("Cookie", other)))
                    .Is(204)
                    .Headers.Contains("Set-Cookie")
            );
        }

        var (ended, _) = await LogInAsync();
        (await PostAsync(LogOut, ended)).Is(204);
        mine = CookieOf(
            (
                await _client.SendAsync(
                    HttpMethod.Post,
                    Refresh,
                    null,
                    ("Cookie", $"registration_refresh={ended}; {mine}")
                )
            ).Is(200)
        );
        (
            await _client.SendAsync(HttpMethod.Post, LogOut, null, ("Cookie", $"registration_refresh={ended}; {mine}"))
        ).Is(204);
        (await _client.SendAsync(HttpMethod.Post, Refresh, null, ("Cookie", mine))).IsProblem(401, "session_ended");
        FaultTable.Now(
            "B3",
            "ours beside other values of the names, in every order",
            $"{refreshes} of {refreshes} refreshed, nothing cleared for a foreign value"
        );
    }

    [Fact]
    public async Task Cookie_of_an_older_version_goes_on_under_the_new_name()
    {
        var (token, _) = await LogInAsync();
        var answer = (await _client.SendAsync(HttpMethod.Post, Refresh, null, ("Cookie", $"refresh_token={token}"))).Is(
            200
        );
        var cookies = answer.Headers.GetValues("Set-Cookie").ToArray();
        Assert.Equal(2, cookies.Length);
        Assert.StartsWith("registration_refresh=", cookies[0], StringComparison.Ordinal);
        Assert.StartsWith("refresh_token=; max-age=0; path=/jwt/", cookies[1], StringComparison.Ordinal);
        (await _client.SendAsync(HttpMethod.Post, LogOut, null, ("Cookie", $"refresh_token={token}"))).Is(204);
        (await _client.SendAsync(HttpMethod.Post, Refresh, null, ("Cookie", cookies[0].Split(';')[0]))).IsProblem(
            401,
            "session_ended"
        );
    }

    [Fact]
    public async Task Each_refresh_gives_a_new_token_and_the_session_goes_on()
    {
        var (first, _) = await SignUpAsync();
        var second = await RefreshAsync(first);
        var third = await RefreshAsync(second["refresh_token"]);
        Assert.Equal(3, new HashSet<string> { first, second["refresh_token"], third["refresh_token"] }.Count);
        (await _client.ReadAsync(Me, Bearer(third["token"]))).Is(200);
        Assert.NotEmpty(third["nickname"]);
    }

    [Fact]
    public async Task Two_tabs_that_refresh_at_once_both_stay_signed_in_and_a_lost_reply_can_be_had_again()
    {
        var (token, _) = await LogInAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RefreshAsync(token)));
        var next = Assert.Single(answers.Select(answer => answer["refresh_token"]).Distinct());
        await RefreshAsync(next);
    }

    [Fact]
    public async Task Token_used_again_after_the_grace_ends_the_session_for_both()
    {
        var (token, _) = await LogInAsync();
        var next = (await RefreshAsync(token))["refresh_token"];
        service.Clock.MoveOn(TimeSpan.FromSeconds(31));
        (await PostAsync(Refresh, token)).IsProblem(401, "session_ended");
        (await PostAsync(Refresh, next)).IsProblem(401, "session_ended");
    }

    [Fact, Trait("Fault", "B2")]
    public async Task Ten_tabs_that_refresh_in_any_order_within_the_grace_end_with_one_token_and_stay_signed_in()
    {
        var (first, _) = await SignUpAsync();
        var second = (await RefreshAsync(first))["refresh_token"];
        var third = (await RefreshAsync(second))["refresh_token"];
        Assert.Equal(third, (await RefreshAsync(first))["refresh_token"]); // t0 once more, after t1 was replaced

        // Some of the ten tabs still have older tokens. The first tab with the current token rotates it.
        string[] held = [first, second, third, first, second, third, first, second, third, first];
        var answers = await Task.WhenAll(held.Select(token => PostAsync(Refresh, token)));
        Assert.All(answers, answer => answer.Is(200));
        var tokens = answers.Select(answer => answer["refresh_token"]).Distinct().ToArray();
        var last = (await RefreshAsync(first))["refresh_token"];
        Assert.Superset(tokens.ToHashSet(), new HashSet<string> { third, last });
        (await _client.ReadAsync(Me, Bearer(answers[0]["token"]))).Is(200);

        service.Clock.MoveOn(TimeSpan.FromSeconds(31));
        var next = (await RefreshAsync(last))["refresh_token"];
        (await PostAsync(Refresh, third)).IsProblem(401, "session_ended");
        (await PostAsync(Refresh, next)).IsProblem(401, "session_ended");
        FaultTable.Now(
            "B2",
            "t0, t1, t0 again, then ten tabs with t0 to t2 at once",
            $"{answers.Count(answer => (int)answer.Status == 200)} of 10 refreshed; "
                + "an ancestor past the grace ended the session"
        );
    }

    [Fact]
    public async Task Session_not_used_for_its_life_is_over()
    {
        var (token, _) = await LogInAsync();
        var (signUp, _) = await SignUpAsync();
        service.Clock.MoveOn(TimeSpan.FromDays(29));
        var next = (await RefreshAsync(token))["refresh_token"];
        service.Clock.MoveOn(TimeSpan.FromDays(2));
        await RefreshAsync(next);
        (await PostAsync(Refresh, signUp)).IsProblem(401, "session_ended");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Log_out_ends_the_session_and_may_be_repeated(bool bySignUp)
    {
        var (token, _) = bySignUp ? await SignUpAsync() : await LogInAsync();
        (await PostAsync(LogOut, token)).Is(204);
        (await PostAsync(LogOut, token)).Is(204);
        (await PostAsync(Refresh, token)).IsProblem(401, "session_ended");
    }

    [Fact]
    public async Task Access_token_alone_logs_out_its_session()
    {
        var (token, access) = await SignUpAsync();
        (await _client.SendAsync(HttpMethod.Post, LogOut, null, Bearer(access))).Is(204);
        (await PostAsync(Refresh, token)).IsProblem(401, "session_ended");
    }

    [Fact, Trait("Fault", "F10")]
    public async Task Sessions_are_listed_and_ended_one_by_one_or_all_others_at_once()
    {
        var form = Requests.NewSignUp().With("use_cookies", false);
        var signedUp = (await _client.RegisterAsync(form, ("User-Agent", "sign-up/1"))).Is(201);
        await ActivateAsync(signedUp["id"]);
        var answers = new List<Answer>();
        for (var i = 0; i < 3; i++)
        {
            answers.Add(
                (
                    await _client.SendAsync(
                        HttpMethod.Post,
                        "/jwt/login/",
                        new
                        {
                            username = form["username"],
                            password = form["password1"],
                            use_cookies = false,
                        },
                        ("User-Agent", $"device/{i}")
                    )
                ).Is(200)
            );
        }

        var mine = Bearer(answers[2]["token"]);
        var list = (await _client.ReadAsync(Sessions, mine))
            .Is(200)
            .Json.GetProperty("sessions")
            .EnumerateArray()
            .ToList();
        Assert.Equal(4, list.Count);
        Assert.Equal(
            "device/2",
            Assert
                .Single(list, session => session.GetProperty("current").GetBoolean())
                .GetProperty("user_agent")
                .GetString()
        );
        var victim = list.Single(session => session.GetProperty("user_agent").GetString() == "device/0")
            .GetProperty("id")
            .GetString();
        Assert.Contains(list, session => session.GetProperty("user_agent").GetString() == "sign-up/1");
        var ofSignUp = list.Single(session => session.GetProperty("id").GetString() == signedUp["id"]);
        FaultTable.Now(
            "F10",
            "the session of a sign-up in /api/sessions/",
            $"user_agent: {ofSignUp.GetProperty("user_agent")}"
        );
        (await _client.SendAsync(HttpMethod.Delete, $"{Sessions}{victim}/", null, mine)).Is(204);
        (await _client.SendAsync(HttpMethod.Delete, $"{Sessions}{victim}/", null, mine)).IsProblem(404, "not_found");
        (await PostAsync(Refresh, answers[0]["refresh_token"])).IsProblem(401, "session_ended");
        await RefreshAsync(answers[1]["refresh_token"]);
        (await _client.SendAsync(HttpMethod.Delete, Sessions, null, mine)).Is(204);
        (await PostAsync(Refresh, signedUp["refresh_token"])).IsProblem(401, "session_ended");
        var last = await RefreshAsync(answers[2]["refresh_token"]);
        Assert.Single(
            (await _client.ReadAsync(Sessions, Bearer(last["token"]))).Json.GetProperty("sessions").EnumerateArray()
        );
    }

    [Fact]
    public async Task Past_twenty_the_session_used_longest_ago_ends()
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form)).Is(201);
        var tokens = new List<string>();
        for (var i = 0; i < 21; i++)
        {
            tokens.Add(await LogInAsync(form));
            service.Clock.MoveOn(TimeSpan.FromSeconds(1));
        }

        (await PostAsync(Refresh, tokens[0])).IsProblem(401, "session_ended");
        await RefreshAsync(tokens[1]);
    }

    [Fact]
    public async Task Tampered_tokens_are_refused()
    {
        var (token, _) = await LogInAsync();
        foreach (var at in (int[])[3, 30])
        {
            var bytes = Base64Url.DecodeFromChars(token);
            bytes[at] ^= 1;
            (await PostAsync(Refresh, Base64Url.EncodeToString(bytes))).IsProblem(401, "session_ended");
        }

        foreach (var text in (string[])["", "x", token + "A", token[..^1], new string('é', 86)])
        {
            (await PostAsync(Refresh, text)).IsProblem(401, "session_ended");
        }

        (await _client.SendAsync(HttpMethod.Post, Refresh, new { refresh_token = 1 })).IsProblem(
            400,
            "refresh_token:invalid"
        );
        (await _client.SendAsync(HttpMethod.Post, Refresh)).IsProblem(401, "session_ended");
        await RefreshAsync(token);
    }

    [Fact]
    public async Task Guessed_secret_ends_the_session_it_is_aimed_at()
    {
        var (token, _) = await LogInAsync();
        var bytes = Base64Url.DecodeFromChars(token);
        bytes[63] ^= 1;
        (await PostAsync(Refresh, Base64Url.EncodeToString(bytes))).IsProblem(401, "session_ended");
        (await PostAsync(Refresh, token)).IsProblem(401, "session_ended");
    }

    [Theory]
    [InlineData("https://evil.example", null, 403)]
    [InlineData("https://evil.example", "cross-site", 403)]
    [InlineData("null", null, 403)]
    [InlineData(null, "cross-site", 403)]
    [InlineData(null, "same-site", 403)]
    [InlineData("http://localhost:4200", "same-site", 200)]
    [InlineData("http://127.0.0.1:8000", null, 200)]
    [InlineData("http://localhost:8000", "same-origin", 200)]
    [InlineData(null, null, 200)]
    public async Task Cookie_of_another_sites_page_is_refused(string? origin, string? fetchSite, int status)
    {
        var cookie = CookieOf((await _client.RegisterAsync(Requests.NewSignUp())).Is(201));
        var headers = new List<(string, string)> { ("Cookie", cookie) };
        headers.AddRange(origin is null ? [] : [("Origin", origin)]);
        headers.AddRange(fetchSite is null ? [] : [("Sec-Fetch-Site", fetchSite)]);
        foreach (var path in (string[])[Refresh, LogOut])
        {
            var answer = await _client.SendAsync(HttpMethod.Post, path, null, [.. headers]);
            _ = status == 403 ? answer.IsProblem(403, "cross_site_request") : answer.Is(path == Refresh ? 200 : 204);
        }
    }

    [Fact]
    public async Task Answers_to_configured_origins_allow_credentials_and_to_others_not()
    {
        var allowed = await _client.SendAsync(
            HttpMethod.Options,
            Sessions,
            null,
            ("Origin", "http://localhost:4200"),
            ("Access-Control-Request-Method", "DELETE")
        );
        Assert.Equal(["true"], allowed.Headers.GetValues("Access-Control-Allow-Credentials"));
        Assert.Contains(
            "DELETE",
            allowed.Headers.GetValues("Access-Control-Allow-Methods").Single(),
            StringComparison.Ordinal
        );
        var refused = await _client.SendAsync(
            HttpMethod.Options,
            Sessions,
            null,
            ("Origin", "https://evil.example"),
            ("Access-Control-Request-Method", "DELETE")
        );
        Assert.False(refused.Headers.Contains("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Token_of_an_account_not_activated_opens_its_description_and_log_out_only()
    {
        var form = Requests.NewSignUp().With("use_cookies", false);
        var account = (await _client.RegisterAsync(form)).Is(201);
        var limited = Bearer(account["token"]);
        (await _client.ReadAsync(Me, limited)).Is(200);
        (await _client.ReadAsync(Sessions, limited)).IsProblem(403, "account_not_activated");
        (await _client.SendAsync(HttpMethod.Post, "/api/password/change/", new { }, limited)).IsProblem(
            403,
            "account_not_activated"
        );
        (await _client.ReadAsync(Sessions)).IsProblem(401, "not_authenticated");
        await ActivateAsync(account["id"]);
        var refreshed = await RefreshAsync(account["refresh_token"]);
        Assert.True(refreshed.Json.GetProperty("is_active").GetBoolean());
        (await _client.ReadAsync(Sessions, Bearer(refreshed["token"]))).Is(200);
        (await _client.SendAsync(HttpMethod.Post, LogOut, null, limited)).Is(204);
    }

    [Fact]
    public async Task Repeated_sign_up_gets_a_session_that_works_and_leaves_the_first_one()
    {
        var form = Requests.NewSignUp().With("use_cookies", false);
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = (await _client.RegisterAsync(form, key)).Is(201);
        var again = await RefreshAsync((await RefreshAsync(first["refresh_token"]))["refresh_token"]);
        var repeated = (await _client.RegisterAsync(form, key)).Is(201);
        Assert.Equal(first["id"], repeated["id"]);
        await RefreshAsync(repeated["refresh_token"]);
        await RefreshAsync(again["refresh_token"]);
    }

    [Fact]
    public async Task Use_cookies_that_is_neither_true_nor_false_is_named()
    {
        (await _client.RegisterAsync(Requests.NewSignUp().With("use_cookies", "no"))).IsProblem(
            400,
            "use_cookies:invalid"
        );
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/jwt/login/",
                new
                {
                    username = "x",
                    password = "y",
                    use_cookies = 1,
                }
            )
        ).IsProblem(400, "use_cookies:invalid");
    }

    [Fact]
    public async Task Changed_password_signs_all_other_devices_out()
    {
        var form = Requests.NewSignUp().With("use_cookies", false);
        var account = (await _client.RegisterAsync(form)).Is(201);
        await ActivateAsync(account["id"]);
        var mine = await RefreshAsync(await LogInAsync(form));
        var others = await LogInAsync(form);
        (await ChangeAsync(mine, "wrong", "another horse", "another horse")).IsProblem(400, "old_password:invalid");
        (await ChangeAsync(mine, form["password1"], "short", "other")).IsProblem(
            400,
            "password1:length",
            "password2:mismatch"
        );
        (await ChangeAsync(mine, form["password1"], form["username"], form["username"])).IsProblem(
            400,
            "password1:too_similar"
        );
        (await ChangeAsync(mine, null, null, null)).IsProblem(
            400,
            "old_password:required",
            "password1:required",
            "password2:required"
        );
        await RefreshAsync(others);
        (await ChangeAsync(mine, form["password1"], "another horse", "another horse")).Is(204);
        (await PostAsync(Refresh, others)).IsProblem(401, "session_ended");
        (await PostAsync(Refresh, account["refresh_token"])).IsProblem(401, "session_ended");
        await RefreshAsync(mine["refresh_token"]);
        (await _client.LogInAsync(form["username"], form["password1"])).IsProblem(401, "invalid_credentials");
        (await _client.LogInAsync(form["username"], "another horse")).Is(200);
    }

    private static (string, string) Bearer(string token) => ("Authorization", $"Bearer {token}");

    private static string CookieOf(Answer answer) =>
        Assert.Single(answer.Headers.GetValues("Set-Cookie")).Split(';')[0];

    private Task<Answer> ChangeAsync(Answer by, object? old, object? password1, object? password2) =>
        _client.SendAsync(
            HttpMethod.Post,
            "/api/password/change/",
            new
            {
                old_password = old,
                password1,
                password2,
            },
            Bearer(by["token"])
        );

    private Task<Answer> PostAsync(string path, string token) =>
        _client.SendAsync(HttpMethod.Post, path, new { refresh_token = token });

    private async Task<Answer> RefreshAsync(string token) => (await PostAsync(Refresh, token)).Is(200);

    private async Task<(string Refresh, string Access)> SignUpAsync()
    {
        var answer = (await _client.RegisterAsync(Requests.NewSignUp().With("use_cookies", false))).Is(201);
        return (answer["refresh_token"], answer["token"]);
    }

    private async Task<(string Refresh, string Id)> LogInAsync()
    {
        var form = Requests.NewSignUp();
        var id = (await _client.RegisterAsync(form)).Is(201)["id"];
        return (await LogInAsync(form), id);
    }

    private async Task<string> LogInAsync(Dictionary<string, object?> form) =>
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/jwt/login/",
                new
                {
                    username = form["username"],
                    password = form["password1"],
                    use_cookies = false,
                }
            )
        ).Is(200)["refresh_token"];

    private async Task ActivateAsync(string id)
    {
        Assert.True(UserId.TryParse(id, out var user));
        Assert.Equal(
            ChangeOutcome.Done,
            await service.Services.GetRequiredService<IGrainFactory>().GetUserEffects(user).ActivateAsync()
        );
    }
}
