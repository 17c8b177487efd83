using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Faults;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class AccountTests(AccountService service) : IClassFixture<AccountService>
{
    private const string Me = "/api/me/";
    private const string NewCode = "/api/me/invitation-code/";
    private const string Invitees = "/api/me/invitees/";
    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });

    [Fact]
    public async Task New_nickname_is_kept_normalised_shown_and_refused_to_others_and_the_old_one_is_free_at_once()
    {
        var account = await ActiveAsync();
        var nickname = $"renamed {Guid.NewGuid().ToString("N")[..10]}";
        Assert.Equal(
            nickname,
            (await RenameAsync(account, $"  {nickname.Replace(" ", "   ", StringComparison.Ordinal)} ")).Is(200)[
                "nickname"
            ]
        );
        (await RenameAsync(account, nickname)).Is(200);
        Assert.Equal(nickname, (await _client.ReadAsync(Me, account.Bearer)).Is(200)["nickname"]);
        Assert.Equal(
            nickname,
            (await _client.LogInAsync(account.Form["username"], account.Form["password1"])).Is(200)["nickname"]
        );
        (await _client.RegisterAsync(Requests.NewSignUp().With("nickname", nickname.ToUpperInvariant()))).IsProblem(
            409,
            "nickname:taken"
        );
        (await _client.RegisterAsync(Requests.NewSignUp().With("nickname", account.Form["nickname"]))).Is(201);
    }

    [Fact]
    public async Task Other_case_of_ones_own_nickname_is_taken_and_stays_ones_own()
    {
        var account = await ActiveAsync();
        var upper = ((string)account.Form["nickname"]!).ToUpperInvariant();
        Assert.Equal(upper, (await RenameAsync(account, upper)).Is(200)["nickname"]);
        (await _client.RegisterAsync(Requests.NewSignUp().With("nickname", account.Form["nickname"]))).IsProblem(
            409,
            "nickname:taken"
        );
    }

    [Theory]
    [InlineData(null, "required")]
    [InlineData("  ", "required")]
    [InlineData("short", "length")]
    [InlineData("a nickname that is much too long", "length")]
    [InlineData("administrator", "reserved")]
    [InlineData("left\u200eright", "invalid")]
    [InlineData(5, "invalid")]
    public async Task Nickname_that_breaks_a_rule_is_refused_by_name(object? nickname, string code) =>
        (await RenameAsync(await ActiveAsync(), nickname)).IsProblem(400, $"nickname:{code}");

    [Fact]
    public async Task Taken_nickname_is_refused_with_409_and_leaves_the_old_one()
    {
        var (mine, other) = (await ActiveAsync(), await ActiveAsync());
        (await RenameAsync(mine, other.Form["nickname"])).IsProblem(409, "nickname:taken");
        Assert.Equal(mine.Form["nickname"], (await _client.ReadAsync(Me, mine.Bearer)).Is(200)["nickname"]);
    }

    [Fact]
    public async Task Accounts_that_race_for_one_nickname_leave_one_winner()
    {
        var accounts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ActiveAsync()));
        for (var round = 0; round < 5; round++)
        {
            var wanted = $"raced {Guid.NewGuid().ToString("N")[..10]}";
            var answers = await Task.WhenAll(accounts.Select(account => RenameAsync(account, wanted)));
            Assert.Single(answers, answer => (int)answer.Status == 200);
            Assert.All(
                answers.Where(answer => (int)answer.Status != 200),
                answer => answer.IsProblem(409, "nickname:taken")
            );
        }
    }

    [Fact]
    public async Task Account_that_is_not_activated_may_only_look_at_itself()
    {
        var answer = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var bearer = ("Authorization", $"Bearer {answer["token"]}");
        (await _client.SendAsync(HttpMethod.Patch, Me, new { nickname = "something" }, bearer)).IsProblem(
            403,
            "account_not_activated"
        );
        (await _client.SendAsync(HttpMethod.Delete, Me, new { password = "x" }, bearer)).IsProblem(
            403,
            "account_not_activated"
        );
        (await _client.SendAsync(HttpMethod.Post, NewCode, null, bearer)).IsProblem(403, "account_not_activated");
        (await _client.ReadAsync(Invitees, bearer)).IsProblem(403, "account_not_activated");
        (await _client.SendAsync(HttpMethod.Patch, Me, new { nickname = "something" })).IsProblem(
            401,
            "not_authenticated"
        );
        (await _client.SendAsync(HttpMethod.Delete, Me, new { password = "x" })).IsProblem(401, "not_authenticated");
    }

    [Fact]
    public async Task Pages_of_the_clients_site_may_change_an_account()
    {
        var answer = (
            await _client.SendAsync(
                HttpMethod.Options,
                Me,
                null,
                ("Origin", "http://localhost:4200"),
                ("Access-Control-Request-Method", "PATCH"),
                ("Access-Control-Request-Headers", "authorization,content-type")
            )
        ).Is(204);
        Assert.Contains(
            "PATCH",
            answer.Headers.GetValues("Access-Control-Allow-Methods").Single(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Wrong_or_missing_password_ends_nothing()
    {
        var account = await ActiveAsync();
        (await EndAsync(account, "another password")).IsProblem(400, "password:invalid");
        (await EndAsync(account, "")).IsProblem(400, "password:required");
        (await _client.SendAsync(HttpMethod.Delete, Me, null, account.Bearer)).IsProblem(400, "password:required");
        (await EndAsync(account, 5)).IsProblem(400, "password:invalid");
        (await _client.SendAsync(HttpMethod.Delete, Me, "{", account.Bearer)).IsProblem(400, "malformed");
        (await _client.ReadAsync(Me, account.Bearer)).Is(200);
    }

    [Fact]
    public async Task Ended_account_is_gone_for_tokens_and_passwords_its_names_are_free_and_its_inviters_counts_stay()
    {
        var inviter = await ActiveAsync();
        var account = await ActiveAsync(inviter.Code);
        var invited = await ActiveAsync(account.Code);
        await CountsAsync(inviter, 1, 1);
        (await EndAsync(account, account.Form["password1"])).Is(204);

        (await _client.ReadAsync(Me, account.Bearer)).IsProblem(401, "not_authenticated");
        (await _client.SendAsync(HttpMethod.Post, "/jwt/refresh/", new { refresh_token = account.Refresh })).IsProblem(
            401,
            "session_ended"
        );
        (await _client.LogInAsync(account.Form["username"], account.Form["password1"])).IsProblem(
            401,
            "invalid_credentials"
        );
        (await _client.LogInAsync(account.Form["email"], account.Form["password1"])).IsProblem(
            401,
            "invalid_credentials"
        );
        (await RenameAsync(account, "anything else")).IsProblem(401, "not_authenticated");
        (await EndAsync(account, account.Form["password1"])).IsProblem(401, "not_authenticated");
        (await _client.SendAsync(HttpMethod.Post, NewCode, null, account.Bearer)).IsProblem(401, "not_authenticated");
        (await _client.ReadAsync(Invitees, account.Bearer)).IsProblem(401, "not_authenticated");
        (await _client.ReadAsync("/api/sessions/", account.Bearer)).IsProblem(401, "not_authenticated");
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", account.Code))).IsProblem(
            400,
            "invitation_code:disabled"
        );
        (await _client.ReadAsync(Me, invited.Bearer)).Is(200);

        var again = (await _client.RegisterAsync(account.Form.With("invitation_code", ""))).Is(201);
        Assert.NotEqual(account.Id, again["id"]);
        await CountsAsync(inviter, 1, 1);
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Nothing_personal_is_left_in_any_row_of_an_ended_account_and_its_key_makes_no_second_one()
    {
        var form = Requests.NewSignUp();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        (await _client.RegisterAsync(form, key, ("User-Agent", "mine/1"))).Is(201);
        var account = await ActivateAsync(form);
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/jwt/login/",
                new { username = form["username"], password = form["password1"] },
                ("User-Agent", "mine/2")
            )
        ).Is(200);
        (await _client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = form["email"] })).Is(202);
        string[] personal =
        [
            (string)form["username"]!,
            (string)form["nickname"]!,
            (string)form["email"]!,
            "mine/",
            "$argon2id$",
            "fingerprint",
            "token",
        ];
        Assert.All(
            personal[..3],
            text => Assert.Contains(Rows(account.Id), row => row.Contains(text, StringComparison.Ordinal))
        );

        (await EndAsync(account, form["password1"])).Is(204);

        var rows = Rows(account.Id);
        Assert.Contains(rows, row => row.Contains("\"Ended\"", StringComparison.Ordinal));
        Assert.All(personal, text => Assert.DoesNotContain(rows, row => row.Contains(text, StringComparison.Ordinal)));
        Assert.All(
            personal[..3],
            text => Assert.DoesNotContain(Payloads(), row => row.Contains(text, StringComparison.Ordinal))
        );
        (await _client.RegisterAsync(form, key)).IsProblem(409, "idempotency_key_reused");
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Disabled_account_opens_to_nobody_keeps_names_and_counts_and_goes_on_when_enabled()
    {
        var form = Requests.NewSignUp();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        (await _client.RegisterAsync(form, key)).Is(201);
        var account = await ActivateAsync(form);
        await ActiveAsync(account.Code);
        (await _client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = form["email"] })).Is(202);
        var reset = (await Mailbox.ReadAsync(service.MailFolder, form["email"], 2))[1].Token();
        var user = service
            .Services.GetRequiredService<IGrainFactory>()
            .GetUser(UserId.TryParse(account.Id, out var id) ? id : default);
        Assert.Equal(ChangeOutcome.Done, await user.SetDisabledAsync(true, Acts.New()));
        Assert.Equal(ChangeOutcome.Unchanged, await user.SetDisabledAsync(true, Acts.New()));

        (await _client.LogInAsync(form["username"], form["password1"])).IsProblem(403, "account_disabled");
        (await _client.LogInAsync(form["email"], "wrong")).IsProblem(401, "invalid_credentials");
        (await _client.ReadAsync(Me, account.Bearer)).IsProblem(401, "not_authenticated");
        (await RenameAsync(account, "anything else")).IsProblem(401, "not_authenticated");
        (await EndAsync(account, form["password1"])).IsProblem(401, "not_authenticated");
        (await _client.SendAsync(HttpMethod.Post, NewCode, null, account.Bearer)).IsProblem(401, "not_authenticated");
        (await _client.ReadAsync(Invitees, account.Bearer)).IsProblem(401, "not_authenticated");
        (await _client.ReadAsync("/api/sessions/", account.Bearer)).IsProblem(401, "not_authenticated");
        (await _client.SendAsync(HttpMethod.Post, "/jwt/refresh/", new { refresh_token = account.Refresh })).IsProblem(
            401,
            "session_ended"
        );
        object change = new
        {
            old_password = form["password1"],
            password1 = "another horse battery",
            password2 = "another horse battery",
        };
        (await _client.SendAsync(HttpMethod.Post, "/api/password/change/", change, account.Bearer)).IsProblem(
            401,
            "not_authenticated"
        );
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/api/password/reset/",
                new
                {
                    token = reset,
                    password1 = "another horse battery",
                    password2 = "another horse battery",
                }
            )
        ).IsProblem(400, "token:invalid");
        (await _client.RegisterAsync(form, key)).IsProblem(409, "idempotency_key_reused");
        (await _client.RegisterAsync(form)).IsProblem(409, "username:taken", "nickname:taken", "email:taken");

        Assert.Equal(ChangeOutcome.Done, await user.SetDisabledAsync(false, Acts.New()));
        (await _client.SendAsync(HttpMethod.Post, "/jwt/refresh/", new { refresh_token = account.Refresh })).Is(200);
        await CountsAsync(account, 1, 1);
    }

    [Theory, Trait("Fault", "G7")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Access_token_of_an_ended_or_disabled_account_is_refused_on_every_route_that_takes_one(
        bool isDisabled
    )
    {
        var account = await ActiveAsync();
        if (isDisabled)
        {
            Assert.True(UserId.TryParse(account.Id, out var id));
            Assert.Equal(
                ChangeOutcome.Done,
                await service
                    .Services.GetRequiredService<IGrainFactory>()
                    .GetUser(id)
                    .SetDisabledAsync(true, Acts.New())
            );
        }
        else
        {
            (await EndAsync(account, account.Form["password1"])).Is(204);
        }

        var asked = new List<string>();
        foreach (
            var route in service
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Where(route => route.Metadata.GetMetadata<IAuthorizeData>() is not null)
        )
        {
            var pattern = route.RoutePattern.RawText!.Trim('/');
            var path = $"/{pattern.Replace("{id}", Guid.NewGuid().ToString(), StringComparison.Ordinal)}/";
            foreach (var method in route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods)
            {
                var answer = await _client.SendAsync(
                    new HttpMethod(method),
                    path,
                    method is "GET" or "HEAD" ? null : new { },
                    account.Bearer
                );
                Assert.Equal(401, (int)answer.Status);
                asked.Add($"{method} {path}");
            }
        }

        (await _client.SendAsync(HttpMethod.Post, "/api/activate/resend/", null, account.Bearer)).IsProblem(
            401,
            "not_authenticated"
        );
        Assert.True(asked.Count >= 9, string.Join(' ', asked));
        FaultTable.Now(
            "G7",
            $"token of {(isDisabled ? "a disabled" : "an ended")} account on {asked.Count + 1} routes",
            "401 on each"
        );
    }

    [Fact]
    public async Task Many_who_end_one_account_at_once_end_it_once()
    {
        var account = await ActiveAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => EndAsync(account, account.Form["password1"]))
        );
        Assert.Single(answers, answer => (int)answer.Status == 204);
        Assert.All(
            answers.Where(answer => (int)answer.Status != 204),
            answer => answer.IsProblem(401, "not_authenticated")
        );
    }

    [Fact]
    public async Task New_code_works_the_old_ones_stop_and_still_count_and_there_is_a_limit()
    {
        var inviter = await ActiveAsync();
        await ActiveAsync(inviter.Code); // now the code's grain remembers that its owner names it
        var later = Requests.NewSignUp().With("invitation_code", inviter.Code);
        (await _client.RegisterAsync(later)).Is(201); // activates after the code has stopped

        var answer = (await _client.SendAsync(HttpMethod.Post, NewCode, null, inviter.Bearer)).Is(201);
        var code = answer["invitation_code"];
        Assert.NotEqual(inviter.Code, code);
        Assert.EndsWith($"/register?code={code}", answer["invitation_link"], StringComparison.Ordinal);
        Assert.Equal(code, (await _client.ReadAsync(Me, inviter.Bearer)).Is(200)["invitation_code"]);
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", inviter.Code))).IsProblem(
            400,
            "invitation_code:disabled"
        );
        var old = (await _client.ReadAsync($"/api/invitations/{inviter.Code}/")).Is(200);
        Assert.Equal("disabled", old["reason"]);
        Assert.Null(old["inviter_nickname"]);
        Assert.True(
            (await _client.ReadAsync($"/api/invitations/{code}/")).Is(200).Json.GetProperty("valid").GetBoolean()
        );
        await ActivateAsync(later);
        await ActiveAsync(code);
        await CountsAsync(inviter, 3, 3);

        (await _client.SendAsync(HttpMethod.Post, NewCode, null, inviter.Bearer)).Is(201);
        (await _client.SendAsync(HttpMethod.Post, NewCode, null, inviter.Bearer)).IsProblem(409, "too_many_codes");
        await CountsAsync(inviter, 3, 3);
        await service.IsSoundAsync();
    }

    [Fact]
    public async Task Sign_ups_that_race_with_a_new_code_are_each_counted_or_refused()
    {
        var inviter = await ActiveAsync();
        var signUps = Enumerable
            .Range(0, 12)
            .Select(_ => _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", inviter.Code)))
            .ToArray();
        var code = (await _client.SendAsync(HttpMethod.Post, NewCode, null, inviter.Bearer)).Is(201)["invitation_code"];
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", inviter.Code))).IsProblem(
            400,
            "invitation_code:disabled"
        );
        var answers = await Task.WhenAll(signUps);
        var made = answers.Count(answer => (int)answer.Status == 201);
        Assert.All(
            answers.Where(answer => (int)answer.Status != 201),
            answer => Assert.Contains("\"invitation_code\"", answer.Is(400).Text, StringComparison.Ordinal)
        );
        await ActiveAsync(code);
        await CountsAsync(inviter, made + 1, 1);
    }

    [Fact]
    public async Task Invitees_of_all_codes_are_listed_page_by_page_in_the_order_of_joining()
    {
        var inviter = await ActiveAsync();
        var nicknames = new List<string?>();
        for (var i = 0; i < 20; i++) // more than the code's own row keeps
        {
            var form = Requests.NewSignUp().With("invitation_code", inviter.Code);
            (await _client.RegisterAsync(form)).Is(201);
            nicknames.Add((string)form["nickname"]!);
            await CountsAsync(inviter, i + 1, 0);
        }

        var code = (await _client.SendAsync(HttpMethod.Post, NewCode, null, inviter.Bearer)).Is(201)["invitation_code"];
        var last = await ActiveAsync(code);
        nicknames.Add((string)last.Form["nickname"]!);
        await CountsAsync(inviter, 21, 1);

        var found = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = (
                await _client.ReadAsync(
                    $"{Invitees}?limit=7{(cursor is null ? "" : $"&cursor={cursor}")}",
                    inviter.Bearer
                )
            ).Is(200);
            Assert.InRange(page.Json.GetProperty("items").GetArrayLength(), 1, 7);
            found.AddRange(page.Json.GetProperty("items").EnumerateArray());
            cursor = page["next_cursor"];
        } while (cursor is not null);
        Assert.Equal(nicknames, found.Select(invitee => invitee.GetProperty("nickname").GetString()));
        Assert.Equal(
            [.. Enumerable.Repeat(false, 20), true],
            found.Select(invitee => invitee.GetProperty("is_active").GetBoolean())
        );
        Assert.All(
            found,
            invitee => Assert.EndsWith("Z", invitee.GetProperty("date_joined").GetString(), StringComparison.Ordinal)
        );

        (await EndAsync(last, last.Form["password1"])).Is(204);
        var after = (await _client.ReadAsync($"{Invitees}?limit=100", inviter.Bearer))
            .Is(200)
            .Json.GetProperty("items")
            .EnumerateArray()
            .Select(invitee => invitee.GetProperty("nickname").GetString());
        Assert.Equal([.. nicknames[..20], null], after);
    }

    [Fact]
    public async Task Invalid_or_foreign_cursor_and_limit_out_of_bounds_are_refused_by_name()
    {
        var (inviter, other) = (await ActiveAsync(), await ActiveAsync());
        await ActiveAsync(inviter.Code);
        await ActiveAsync(inviter.Code);
        await CountsAsync(inviter, 2, 2);
        var cursor = (await _client.ReadAsync($"{Invitees}?limit=1", inviter.Bearer)).Is(200)["next_cursor"];
        (await _client.ReadAsync($"{Invitees}?cursor={cursor}", inviter.Bearer)).Is(200);
        (await _client.ReadAsync($"{Invitees}?cursor={cursor}", other.Bearer)).IsProblem(400, "cursor:invalid");
        foreach (
            var bad in (string[])
                [
                    "",
                    "x",
                    cursor[..^1],
                    $"{(cursor[0] == 'A' ? 'B' : 'A')}{cursor[1..]}",
                    $"{cursor[..12]}{(cursor[12] == 'A' ? 'B' : 'A')}{cursor[13..]}",
                    $"{cursor[..20]}{(cursor[20] == 'A' ? 'B' : 'A')}{cursor[21..]}",
                ]
        )
        {
            (await _client.ReadAsync($"{Invitees}?cursor={bad}", inviter.Bearer)).IsProblem(400, "cursor:invalid");
        }

        foreach (var bad in (string[])["", "0", "101", "-1", "1.5", "many", "99999999999"])
        {
            (await _client.ReadAsync($"{Invitees}?limit={bad}", inviter.Bearer)).IsProblem(400, "limit:invalid");
        }

        (await _client.ReadAsync($"{Invitees}?limit=0&cursor=x", inviter.Bearer)).IsProblem(
            400,
            "limit:invalid",
            "cursor:invalid"
        );
    }

    private async Task<Owned> ActiveAsync(string code = "")
    {
        var form = Requests.NewSignUp().With("invitation_code", code);
        (await _client.RegisterAsync(form)).Is(201);
        return await ActivateAsync(form);
    }

    private async Task<Owned> ActivateAsync(Dictionary<string, object?> form)
    {
        var token = (await Mailbox.ReadAsync(service.MailFolder, form["email"]))[0].Token();
        var active = (
            await _client.SendAsync(HttpMethod.Post, "/api/activate/", new { token, use_cookies = false })
        ).Is(200);
        var me = (await _client.ReadAsync(Me, ("Authorization", $"Bearer {active["token"]}"))).Is(200);
        return new(
            me["id"],
            form,
            me["invitation_code"],
            ("Authorization", $"Bearer {active["token"]}"),
            active["refresh_token"]
        );
    }

    private Task<Answer> RenameAsync(Owned account, object? nickname) =>
        _client.SendAsync(HttpMethod.Patch, Me, new { nickname }, account.Bearer);

    private Task<Answer> EndAsync(Owned account, object? password) =>
        _client.SendAsync(HttpMethod.Delete, Me, new { password }, account.Bearer);

    /// <summary>
    /// Waits until redemptions are counted, which happens after the reply (docs/protocol.md#a-sign-up).
    /// </summary>
    private async Task CountsAsync(Owned inviter, int registered, int activated)
    {
        for (var tries = 0; ; tries++)
        {
            var me = (await _client.ReadAsync(Me, inviter.Bearer)).Is(200).Json;
            var counts = (
                me.GetProperty("invitation_user_count").GetInt32(),
                me.GetProperty("activated_invitation_count").GetInt32()
            );
            if (counts == (registered, activated))
            {
                return;
            }

            Assert.True(tries < 2400, $"{counts} instead of {(registered, activated)}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Reads the payload of every row.</summary>
    private List<string> Payloads() => Query("select payload from grain_state where payload is not null");

    /// <summary>Reads the payload of each row that belongs to a user or names it.</summary>
    private List<string> Rows(string user) =>
        Query(
            $"select payload from grain_state where payload is not null "
                + $"and (grain_key like '%{user}' or payload like '%{user}%')"
        );

    private List<string> Query(string sql)
    {
        using var connection = service
            .Services.GetRequiredService<RegistrationStore>()
            .Databases[0]
            .OpenAsync(TestContext.Current.CancellationToken)
            .GetAwaiter()
            .GetResult();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // literals and ids of the tests
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private sealed record Owned(
        string Id,
        Dictionary<string, object?> Form,
        string Code,
        (string Name, string Value) Bearer,
        string Refresh
    );
}
