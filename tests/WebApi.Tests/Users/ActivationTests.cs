using System.Buffers.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MimeKit;
using OrleansRegistration.Faults;
using OrleansRegistration.Leases;
using OrleansRegistration.Mail;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class ActivationTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient();

    [Theory]
    [InlineData("en", "Activate your account at 127.0.0.1:8000", "This was not me")]
    [InlineData("zh-Hans", "激活您在 127.0.0.1:8000 的账号", "这不是我注册的")]
    public async Task Sign_up_is_followed_by_a_mail_in_its_language_as_text_and_as_HTML_with_the_token_in_both(
        string language,
        string subject,
        string part
    )
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form, ("Accept-Language", language))).Is(201);
        var mail = Assert.Single(await Mailbox.ReadAsync(service.MailFolder, form["email"]));
        Assert.Equal(subject, mail.Subject);
        Assert.Equal(language, mail.Body!.Headers[HeaderId.ContentLanguage]);
        var token = mail.Token();
        Assert.Contains($"http://127.0.0.1:8000/activate#token={token}", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains(
            $"href=\"http://127.0.0.1:8000/activate#token={token}\"",
            mail.HtmlBody,
            StringComparison.Ordinal
        );
        Assert.Contains(part, mail.TextBody, StringComparison.Ordinal);
        Assert.Contains(part, mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:8000/not-me#token={token}", mail.TextBody, StringComparison.Ordinal);
        foreach (var own in (string[])["username", "nickname"])
        {
            Assert.DoesNotContain((string)form[own]!, mail.TextBody + mail.HtmlBody, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Mails_lie_in_a_private_folder_and_no_row_holds_their_token()
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form)).Is(201);
        var token = Assert.Single(await Mailbox.ReadAsync(service.MailFolder, form["email"])).Token();
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(service.MailFolder)
            );
            foreach (var file in Directory.EnumerateFiles(service.MailFolder, "*.eml"))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }

        var stored = await File.ReadAllBytesAsync(
            Path.Combine(Path.GetDirectoryName(service.MailFolder)!, "registration.db-wal")
        );
        Assert.True(
            stored.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(MailToken.Parse(token)!.Hash())) >= 0,
            "The hash was looked for in the wrong place."
        );
        Assert.True(
            stored.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(MailToken.Parse(token)!.Secret)) < 0,
            "A row holds the secret."
        );
    }

    [Fact, Trait("Fault", "B6")]
    public async Task Token_of_the_mail_activates_and_counts_for_the_inviter_once_and_logs_in_however_many_post_it()
    {
        const int racers = 8;
        var inviter = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var form = Requests.NewSignUp().With("invitation_code", inviter["invitation_code"]);
        var account = (await _client.RegisterAsync(form)).Is(201);
        Assert.False(account.Json.GetProperty("is_active").GetBoolean());
        var token = Assert.Single(await Mailbox.ReadAsync(service.MailFolder, form["email"])).Token();
        await _client.UntilAsync(account, me => me["mail_state"] == "sent");

        var answers = await Task.WhenAll(Enumerable.Range(0, racers).Select(_ => ActivateAsync(token)));

        Assert.All(answers, answer => Assert.True(answer.Is(200).Json.GetProperty("is_active").GetBoolean()));
        var winner = Assert.Single(answers, answer => answer.Json.TryGetProperty("token", out _));
        Assert.All(
            answers.Where(answer => answer != winner),
            answer => Assert.Equal("""{"is_active":true}""", answer.Text)
        );
        Assert.Equal(form["nickname"], winner["nickname"]);
        Assert.True(winner.Json.GetProperty("is_active").GetBoolean());
        Assert.True(
            (await _client.ReadAsync("/api/me/", ("Authorization", $"Bearer {winner["token"]}")))
                .Is(200)
                .Json.GetProperty("is_active")
                .GetBoolean()
        );
        await _client.UntilAsync(inviter, me => Count(me) == 1);
        Assert.Equal("""{"is_active":true}""", (await ActivateAsync(token)).Is(200).Text);
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/api/activate/resend/",
                null,
                ("Authorization", $"Bearer {account["token"]}")
            )
        ).Is(202);
        await _client.UntilAsync(inviter, me => Count(me) == 1);
        // An account that is active gets no mail.
        Assert.Single(Mailbox.To(service.MailFolder, form["email"]));
        FaultTable.Now(
            "B6",
            $"one activation token posted {racers + 1} times",
            $"{answers.Count(answer => (int)answer.Status == 200) + 1} times 200, tokens once"
        );

        static int Count(Answer me) => me.Json.GetProperty("activated_invitation_count").GetInt32();
    }

    [Fact]
    public async Task Tokens_that_are_invalid_tampered_foreign_or_for_another_purpose_are_refused_and_GET_does_nothing()
    {
        var (mine, other) = (Requests.NewSignUp(), Requests.NewSignUp());
        (await _client.RegisterAsync(mine)).Is(201);
        (await _client.RegisterAsync(other)).Is(201);
        var token = Assert.Single(await Mailbox.ReadAsync(service.MailFolder, mine["email"])).Token();
        var foreign = Assert.Single(await Mailbox.ReadAsync(service.MailFolder, other["email"])).Token();
        (await _client.ReadAsync($"/api/activate/?token={token}")).IsProblem(405, "method_not_allowed");

        (await _client.SendAsync(HttpMethod.Post, "/api/activate/", new { })).IsProblem(400, "token:required");
        (await _client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = 5 })).IsProblem(400, "token:invalid");
        (await ActivateAsync(token[..^1])).IsProblem(400, "token:invalid");
        (await ActivateAsync(token[..^1] + ".")).IsProblem(400, "token:invalid");
        (await ActivateAsync(token[..^1] + (token[^1] == 'A' ? 'B' : 'A'))).IsProblem(400, "token:invalid");
        var mixed = Base64Url.DecodeFromChars(token)[..16].Concat(Base64Url.DecodeFromChars(foreign)[16..]).ToArray();
        (await ActivateAsync(Base64Url.EncodeToString(mixed))).IsProblem(400, "token:invalid");
        (await ActivateAsync(MailToken.New(UserId.New(TimeProvider.System)).Write())).IsProblem(400, "token:invalid");
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/api/password/reset/",
                new
                {
                    token,
                    password1 = "another horse battery",
                    password2 = "another horse battery",
                }
            )
        ).IsProblem(400, "token:invalid");
        (await ActivateAsync(token)).Is(200);
        (await ActivateAsync(foreign)).Is(200);
    }

    [Fact]
    public async Task Resend_mails_another_token_to_the_bearer_and_to_the_address_and_the_older_stay_good()
    {
        using var eager = new Service();
        eager.Settings["Mail:MinIntervalSeconds"] = "0";
        using var client = eager.CreateClient();
        var form = Requests.NewSignUp();
        var account = (await client.RegisterAsync(form)).Is(201);
        await Mailbox.ReadAsync(eager.MailFolder, form["email"]);
        await client.UntilAsync(account, me => me["mail_state"] == "sent");
        (
            await client.SendAsync(
                HttpMethod.Post,
                "/api/activate/resend/",
                null,
                ("Authorization", $"Bearer {account["token"]}")
            )
        ).Is(202);
        await Mailbox.ReadAsync(eager.MailFolder, form["email"], 2);
        await client.UntilAsync(account, me => me["mail_state"] == "sent");
        (await client.SendAsync(HttpMethod.Post, "/api/activate/resend/", new { email = form["email"] })).Is(202);
        var mails = await Mailbox.ReadAsync(eager.MailFolder, form["email"], 3);
        Assert.Equal(3, mails.Select(mail => mail.Token()).Distinct().Count());
        (await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = mails[0].Token() })).Is(200);
        (await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = mails[2].Token() })).Is(200);
    }

    [Fact]
    public async Task Resend_answers_the_same_for_an_address_without_an_account_and_says_what_is_wrong_with_a_request()
    {
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/api/activate/resend/",
                new { email = "nobody.at.all@example.com" }
            )
        ).Is(202);
        (await _client.SendAsync(HttpMethod.Post, "/api/activate/resend/", new { })).IsProblem(400, "email:required");
        (await _client.SendAsync(HttpMethod.Post, "/api/activate/resend/", new { email = "nobody" })).IsProblem(
            400,
            "email:invalid"
        );
        (
            await _client.SendAsync(HttpMethod.Post, "/api/activate/resend/", null, ("Authorization", "Bearer none"))
        ).IsProblem(401, "not_authenticated");
    }

    [Fact]
    public async Task Expired_token_is_refused_and_a_lapsed_account_says_so_to_the_right_password_only()
    {
        var clock = new TestClock();
        using var late = new Service();
        using var moved = late.WithWebHostBuilder(builder =>
            Microsoft.AspNetCore.TestHost.WebHostBuilderExtensions.ConfigureTestServices(
                builder,
                services => services.Replace(ServiceDescriptor.Singleton(new ServiceClock(clock)))
            )
        );
        using var client = moved.CreateClient();
        var form = Requests.NewSignUp();
        (await client.RegisterAsync(form)).Is(201);
        var token = (await Mailbox.ReadAsync(late.MailFolder, form["email"]))[0].Token();
        clock.MoveOn(TimeSpan.FromDays(8));
        (await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token })).IsProblem(400, "token:expired");
        (await client.LogInAsync(form["username"], "wrong horse battery")).IsProblem(401, "invalid_credentials");
        (await client.LogInAsync(form["username"], form["password1"])).IsProblem(403, "account_lapsed");
        (await client.RegisterAsync(form)).Is(201); // its names are available
    }

    [Fact]
    public async Task Token_is_good_until_its_hours_are_over_though_the_account_goes_on_and_another_mail_has_another()
    {
        await using var service = new ClockedService();
        service.Settings["Mail:ActivationHours"] = "2";
        using var client = service.CreateClient();
        var form = Requests.NewSignUp();
        var account = (await client.RegisterAsync(form)).Is(201);
        var token = (await Mailbox.ReadAsync(service.MailFolder, form["email"]))[0].Token();
        await client.UntilAsync(account, me => me["mail_state"] == "sent");
        service.Clock.MoveOn(TimeSpan.FromMinutes(121));
        (await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token })).IsProblem(400, "token:expired");
        (await client.SendAsync(HttpMethod.Post, "/api/activate/resend/", new { email = form["email"] })).Is(202);
        var another = (await Mailbox.ReadAsync(service.MailFolder, form["email"], 2))[1].Token();
        service.Clock.MoveOn(TimeSpan.FromMinutes(119));
        (await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = another })).Is(200);
        Assert.Equal(
            """{"is_active":true}""",
            (await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = another })).Is(200).Text
        );
        service.Clock.MoveOn(TimeSpan.FromMinutes(2));
        (await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = another })).IsProblem(
            400,
            "token:used"
        );
    }

    [Fact]
    public async Task Without_activation_accounts_are_active_at_once_get_no_mail_and_count_once_as_activated()
    {
        using var open = new Service();
        open.Settings["Registration:RequireActivation"] = "false";
        using var client = open.CreateClient();
        var inviter = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        Assert.True(inviter.Json.GetProperty("is_active").GetBoolean());
        var invited = await Task.WhenAll(
            Enumerable
                .Range(0, 5)
                .Select(_ =>
                    client.RegisterAsync(Requests.NewSignUp().With("invitation_code", inviter["invitation_code"]))
                )
        );
        Assert.All(invited, answer => Assert.True(answer.Is(201).Json.GetProperty("is_active").GetBoolean()));
        await client.UntilAsync(
            inviter,
            me =>
                me.Json.GetProperty("activated_invitation_count").GetInt32() == 5
                && me.Json.GetProperty("invitation_user_count").GetInt32() == 5
        );
        var me = (await client.ReadAsync("/api/me/", ("Authorization", $"Bearer {invited[0]["token"]}"))).Is(200);
        Assert.True(me.Json.GetProperty("is_active").GetBoolean());
        Assert.Null(me["mail_state"]);
        Assert.False(Directory.Exists(open.MailFolder));
    }

    [Theory, Trait("Fault", "B5")]
    [InlineData("Bearer eyJhbGciOiJFUzI1NiJ9.e30.AAAA")]
    [InlineData("Basic OjpAOg==")]
    [InlineData("")]
    [InlineData("Bearer")]
    public async Task Address_in_the_body_of_a_resend_decides_whatever_the_authorization_is(string authorization)
    {
        var form = Requests.NewSignUp();
        var account = (await _client.RegisterAsync(form)).Is(201);
        (string, string) header = ("Authorization", authorization);
        var answer = (await ResendAsync(new { email = form["email"] }, header)).Is(202);
        (await ResendAsync(new { email = "nobody.at.all@example.com" }, header)).Is(202);
        (await ResendAsync(new { email = 5 }, header)).IsProblem(400, "email:invalid");
        (await ResendAsync(new { email = form["email"] }, ("Authorization", $"Bearer {account["token"]}"))).Is(202);
        (await ResendAsync(new { }, ("Authorization", $"Bearer {account["token"]}"))).Is(202);
        var without = await ResendAsync(null, header);
        _ =
            authorization.Length == 0
                ? without.IsProblem(400, "email:required")
                : without.IsProblem(401, "not_authenticated");
        // This is the other route with optional authentication.
        (await _client.SendAsync(HttpMethod.Post, "/jwt/logout/", null, header)).Is(204);
        FaultTable.Now(
            "B5",
            $"resend with an e-mail address and Authorization: {authorization.Split(' ')[0]}",
            $"{(int)answer.Status}"
        );
    }

    [Fact, Trait("Fault", "G13")]
    public async Task Activation_ends_the_sessions_of_whoever_signed_up_with_the_address()
    {
        var form = Requests.NewSignUp().With("use_cookies", false);
        var somebody = (await _client.RegisterAsync(form)).Is(201);
        var loggedIn = (
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
        ).Is(200);
        var token = Assert.Single(await Mailbox.ReadAsync(service.MailFolder, form["email"])).Token();
        var owner = (await _client.SendAsync(HttpMethod.Post, "/api/activate/", new { token, use_cookies = false })).Is(
            200
        );
        foreach (var theirs in (Answer[])[somebody, loggedIn])
        {
            (
                await _client.SendAsync(
                    HttpMethod.Post,
                    "/jwt/refresh/",
                    new { refresh_token = theirs["refresh_token"] }
                )
            ).IsProblem(401, "session_ended");
            (await _client.ReadAsync("/api/sessions/", ("Authorization", $"Bearer {theirs["token"]}"))).IsProblem(
                403,
                "account_not_activated"
            );
        }

        Assert.Single(
            (await _client.ReadAsync("/api/sessions/", ("Authorization", $"Bearer {owner["token"]}")))
                .Is(200)
                .Json.GetProperty("sessions")
                .EnumerateArray()
        );
        (await _client.SendAsync(HttpMethod.Post, "/jwt/refresh/", new { refresh_token = owner["refresh_token"] })).Is(
            200
        );
        FaultTable.Now(
            "G13",
            "sign-up with a stranger's address, activated by the stranger",
            "the sessions of before get 401 session_ended; one session is left, the stranger's"
        );
    }

    [Fact, Trait("Fault", "G13")]
    public async Task Owner_of_the_address_removes_an_account_that_was_never_activated_and_a_repeat_is_told_the_same()
    {
        var inviter = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var form = Requests.NewSignUp().With("use_cookies", false).With("invitation_code", inviter["invitation_code"]);
        var account = (await _client.RegisterAsync(form)).Is(201);
        var token = Assert.Single(await Mailbox.ReadAsync(service.MailFolder, form["email"])).Token();
        (await _client.ReadAsync($"/api/activate/not-me/?token={token}")).IsProblem(405, "method_not_allowed");
        (await NotMeAsync(null)).IsProblem(400, "token:required");
        (await NotMeAsync(5)).IsProblem(400, "token:invalid");
        (await NotMeAsync(MailToken.New(MailToken.Parse(token)!.User).Write())).IsProblem(400, "token:invalid");
        (await _client.ReadAsync("/api/me/", ("Authorization", $"Bearer {account["token"]}"))).Is(200);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => NotMeAsync(token)));

        Assert.All(answers, answer => answer.Is(204));
        (await NotMeAsync(token)).Is(204);
        (await ActivateAsync(token)).IsProblem(400, "token:invalid");
        (await _client.ReadAsync("/api/me/", ("Authorization", $"Bearer {account["token"]}"))).IsProblem(
            401,
            "not_authenticated"
        );
        (
            await _client.SendAsync(HttpMethod.Post, "/jwt/refresh/", new { refresh_token = account["refresh_token"] })
        ).IsProblem(401, "session_ended");
        (await _client.LogInAsync(form["username"], form["password1"])).IsProblem(401, "invalid_credentials");
        var again = (await _client.RegisterAsync(form.With("invitation_code", ""))).Is(201); // its names are available
        Assert.NotEqual(account["id"], again["id"]);
        await _client.UntilAsync(inviter, me => me.Json.GetProperty("invitation_user_count").GetInt32() == 1);
        FaultTable.Now(
            "G13",
            "the stranger follows 'this was not me'",
            $"{(int)answers[0].Status}; the same form signs up again: {(int)again.Status}"
        );
    }

    [Fact]
    public async Task Activated_account_is_not_removed_and_the_answer_says_what_to_do()
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form)).Is(201);
        var token = Assert.Single(await Mailbox.ReadAsync(service.MailFolder, form["email"])).Token();
        (await ActivateAsync(token)).Is(200);
        Assert.Contains(
            "new password",
            (await NotMeAsync(token)).IsProblem(409, "account_activated")["detail"],
            StringComparison.Ordinal
        );
        (await _client.LogInAsync(form["username"], form["password1"])).Is(200);
    }

    private Task<Answer> ResendAsync(object? body, (string, string) header) =>
        _client.SendAsync(HttpMethod.Post, "/api/activate/resend/", body, header);

    private Task<Answer> NotMeAsync(object? token) =>
        _client.SendAsync(HttpMethod.Post, "/api/activate/not-me/", new { token });

    private Task<Answer> ActivateAsync(string token) =>
        _client.SendAsync(HttpMethod.Post, "/api/activate/", new { token });
}
