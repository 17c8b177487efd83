using System.Globalization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansRegistration.Faults;
using OrleansRegistration.Health;
using OrleansRegistration.Limits;
using OrleansRegistration.Mail;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class RateLimitTests(LimitedService service) : IClassFixture<LimitedService>
{
    private const string Captcha = "/api/captcha/";
    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });

    [Theory]
    [InlineData("POST", "/api/register/")]
    [InlineData("POST", "/jwt/login/")]
    [InlineData("POST", "/jwt/refresh/")]
    [InlineData("GET", "/api/invitations/ABCDE/")]
    [InlineData("GET", "/api/availability/?username=somebody")]
    [InlineData("GET", Captcha)]
    [InlineData("POST", "/api/activate/")]
    [InlineData("POST", "/api/activate/resend/")]
    [InlineData("POST", "/api/me/email/")]
    [InlineData("POST", "/api/password/forgot/")]
    [InlineData("POST", "/api/password/reset/")]
    public async Task Requests_beyond_an_addresss_limit_wait_as_long_as_the_answer_says(string method, string path)
    {
        var (address, other) = (LimitedService.Fresh(), LimitedService.Fresh());
        for (var i = 0; i < LimitedService.Count; i++)
        {
            Assert.NotEqual(429, (int)(await SendAsync(address)).Status);
        }

        var refused = (await SendAsync(address)).IsProblem(429, "rate_limited");
        Assert.Equal(60, Seconds(refused) * LimitedService.Count);
        Assert.NotEqual(429, (int)(await SendAsync(other)).Status);
        service.Clock.MoveOn(TimeSpan.FromSeconds(Seconds(refused)));
        Assert.NotEqual(429, (int)(await SendAsync(address)).Status);

        Task<Answer> SendAsync((string, string) from) =>
            _client.SendAsync(new HttpMethod(method), path, method == "GET" ? null : new { }, from);
    }

    [Fact]
    public async Task Refusal_is_worded_in_both_languages()
    {
        var address = LimitedService.Fresh();
        await UseUpAsync(address);
        Assert.Equal(
            "请求过于频繁，请稍后重试",
            (await _client.ReadAsync(Captcha, address, ("Accept-Language", "zh-CN"))).IsProblem(429, "rate_limited")[
                "detail"
            ]
        );
        Assert.StartsWith(
            "Too many requests",
            (await _client.ReadAsync(Captcha, address)).IsProblem(429, "rate_limited")["detail"],
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("2001:db8:1:1::1", "2001:db8:1:1:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:2:1::1", "2001:db8:2:2::1", false)]
    [InlineData("198.51.100.7", "::ffff:198.51.100.7", true)]
    [InlineData("198.51.100.8", "198.51.100.9", false)]
    public async Task Addresses_of_one_subscriber_are_one(string one, string other, bool isOne)
    {
        await UseUpAsync((LimitedService.From, one));
        Assert.Equal(isOne ? 429 : 200, (int)(await _client.ReadAsync(Captcha, (LimitedService.From, other))).Status);
    }

    [Theory]
    [InlineData("192.0.2.1", true)]
    [InlineData("203.0.113.9", true)]
    [InlineData("::ffff:192.0.2.2", true)]
    [InlineData("2001:db8:ffff::1", true)]
    [InlineData("203.0.113.8", false)]
    [InlineData("127.0.0.1", false)]
    public async Task Only_a_known_proxy_is_believed_about_who_calls(string connection, bool isKnown)
    {
        var (one, other) = (LimitedService.Fresh().Value, LimitedService.Fresh().Value);
        for (var i = 0; i < LimitedService.Count; i++)
        {
            (await ForwardAsync(connection, one)).Is(200);
        }

        Assert.Equal(isKnown ? 200 : 429, (int)(await ForwardAsync(connection, other)).Status);

        // The client's own part of the header stands before the part of the proxy. The service ignores it.
        Assert.Equal(429, (int)(await ForwardAsync(connection, $"{LimitedService.Fresh().Value}, {one}")).Status);
        Assert.Equal(isKnown ? 429 : 200, (int)(await _client.ReadAsync(Captcha, (LimitedService.From, one))).Status);
    }

    [Theory]
    [InlineData(true, "username")]
    [InlineData(false, "username")]
    [InlineData(true, "email")]
    [InlineData(false, "email")]
    public async Task Wrong_passwords_delay_and_then_lock_a_name_whether_it_has_an_account_or_not(
        bool hasAccount,
        string by
    )
    {
        var form = Requests.NewSignUp();
        if (hasAccount)
        {
            (await _client.RegisterAsync(form, LimitedService.Fresh())).Is(201);
        }

        // The first may be repeated at once, the later ones after 1 s and 2 s. Then the name is locked.
        int[] waits = [0, 1, 2, LimitedService.LockSeconds];
        foreach (var wait in waits)
        {
            (await LogInAsync(form, "wrong", by)).IsProblem(401, "invalid_credentials");
            if (wait > 0)
            {
                Assert.Equal(wait, Seconds((await LogInAsync(form, by: by)).IsProblem(429, "rate_limited")));
                service.Clock.MoveOn(TimeSpan.FromSeconds(wait));
            }
        }

        if (hasAccount)
        {
            (await LogInAsync(form, by: by)).Is(200);
        }
    }

    [Fact]
    public async Task Right_password_forgives_the_wrong_ones_before_it()
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form, LimitedService.Fresh())).Is(201);
        for (var i = 0; i < LimitedService.LockAfter; i++)
        {
            (await LogInAsync(form, "wrong")).IsProblem(401, "invalid_credentials");
            (await LogInAsync(form)).Is(200);
        }
    }

    [Fact]
    public async Task Lock_by_a_stranger_leaves_sessions_alone_and_is_lifted_by_a_mailed_token()
    {
        var form = Requests.NewSignUp();
        var account = (await _client.RegisterAsync(form.With("use_cookies", false), LimitedService.Fresh())).Is(201);
        string[] names = ["username", "email"];
        for (var tries = 0; tries < LimitedService.LockAfter; tries++)
        {
            (await LogInAsync(form, "wrong", names[tries % 2])).IsProblem(401, "invalid_credentials");
            service.Clock.MoveOn(TimeSpan.FromSeconds(10)); // longer than the delays, shorter than the lock
        }

        Assert.Equal(LimitedService.LockSeconds - 10, Seconds((await LogInAsync(form)).IsProblem(429, "rate_limited")));
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/jwt/refresh/",
                new { refresh_token = account["refresh_token"] },
                LimitedService.Fresh()
            )
        ).Is(200);
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/api/password/forgot/",
                new { email = form["email"] },
                LimitedService.Fresh()
            )
        ).Is(202);
        var mails = await Mailbox.ReadAsync(service.MailFolder, form["email"], 2);
        var token = mails.Single(mail => mail.TextBody!.Contains("/reset#", StringComparison.Ordinal)).Token();
        const string another = "another horse battery";
        var wrong = MailToken.New(MailToken.Parse(token)!.User).Write();
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/api/password/reset/",
                new
                {
                    token = wrong,
                    password1 = another,
                    password2 = another,
                },
                LimitedService.Fresh()
            )
        ).IsProblem(400, "token:invalid");
        Assert.Equal(LimitedService.LockSeconds - 10, Seconds((await LogInAsync(form)).IsProblem(429, "rate_limited")));
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/api/password/reset/",
                new
                {
                    token,
                    password1 = another,
                    password2 = another,
                },
                LimitedService.Fresh()
            )
        ).Is(204);
        (await LogInAsync(form, another)).Is(200);
    }

    [Theory]
    [InlineData("/api/password/forgot/", true)]
    [InlineData("/api/password/forgot/", false)]
    [InlineData("/api/activate/resend/", true)]
    [InlineData("/api/activate/resend/", false)]
    public async Task Mails_to_one_address_are_limited_from_wherever_they_are_asked_for_with_or_without_an_account(
        string path,
        bool hasAccount
    )
    {
        var form = Requests.NewSignUp();
        var email = form["email"];
        if (hasAccount)
        {
            (await _client.RegisterAsync(form, LimitedService.Fresh())).Is(201);
        }

        for (var i = 0; i < LimitedService.Count; i++)
        {
            (await _client.SendAsync(HttpMethod.Post, path, new { email }, LimitedService.Fresh())).Is(202);
        }

        Assert.Equal(
            20,
            Seconds(
                (await _client.SendAsync(HttpMethod.Post, path, new { email }, LimitedService.Fresh())).IsProblem(
                    429,
                    "rate_limited"
                )
            )
        );
    }

    [Theory, Trait("Fault", "G11")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tenth_wrong_password_ends_the_session_that_sent_it_and_the_owner_is_not_shut_out(bool bySignUp)
    {
        var form = Requests.NewSignUp().With("use_cookies", false);
        var account = (await _client.RegisterAsync(form, LimitedService.Fresh())).Is(201);
        await ActivateAsync(account["id"]);
        var thief = bySignUp ? await RefreshAsync(account) : (await LogInAsync(form)).Is(200);
        var owner = (await LogInAsync(form)).Is(200);
        for (var i = 1; i <= 9; i++)
        {
            _ =
                i % 2 == 0
                    ? (await ChangeAsync(thief, "wrong")).IsProblem(400, "old_password:invalid")
                    : (await EndAsync(thief, "wrong")).IsProblem(400, "password:invalid");
            if (i == 5)
            {
                thief = await RefreshAsync(thief); // a refresh forgives nothing
            }
        }

        (await ChangeAsync(thief, "wrong")).IsProblem(400, "old_password:invalid");
        // The right password gives the same answer.
        var eleventh = (await ChangeAsync(thief, form["password1"])).IsProblem(401, "session_ended");
        (await EndAsync(thief, form["password1"])).IsProblem(401, "session_ended");
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/jwt/refresh/",
                new { refresh_token = thief["refresh_token"] },
                LimitedService.Fresh()
            )
        ).IsProblem(401, "session_ended");
        var change = (await ChangeAsync(owner, form["password1"])).Is(204);
        await RefreshAsync(owner);
        FaultTable.Now(
            "G11",
            "ten wrong passwords with a stolen access token",
            $"the eleventh: {(int)eleventh.Status} session_ended; the owner changes the password: {(int)change.Status}"
        );
    }

    [Fact, Trait("Fault", "G5")]
    public async Task Repeat_under_an_Idempotency_Key_waits_and_counts_as_a_log_in_of_its_account()
    {
        var form = Requests.NewSignUp();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        (await RegisterAsync(form)).Is(201);
        var wrong = form.With("password1", "another horse battery").With("password2", "another horse battery");
        (await RegisterAsync(wrong)).IsProblem(409, "idempotency_key_reused");
        (await LogInAsync(form, "wrong")).IsProblem(401, "invalid_credentials");
        var third = (await RegisterAsync(wrong)).IsProblem(429, "rate_limited");
        Assert.Equal(1, Seconds(third));
        (await RegisterAsync(form)).IsProblem(429, "rate_limited"); // the right password is refused, too
        (await LogInAsync(form)).IsProblem(429, "rate_limited");
        service.Clock.MoveOn(TimeSpan.FromSeconds(1));
        (await RegisterAsync(wrong)).IsProblem(409, "idempotency_key_reused");
        service.Clock.MoveOn(TimeSpan.FromSeconds(2));
        (await RegisterAsync(wrong)).IsProblem(409, "idempotency_key_reused");
        Assert.Equal(LimitedService.LockSeconds, Seconds((await RegisterAsync(form)).IsProblem(429, "rate_limited")));
        service.Clock.MoveOn(TimeSpan.FromSeconds(LimitedService.LockSeconds));
        (await RegisterAsync(form)).Is(201); // this forgives the wrong passwords
        (await RegisterAsync(wrong)).IsProblem(409, "idempotency_key_reused");
        (await RegisterAsync(form)).Is(201);
        FaultTable.Now(
            "G5",
            "a known key with its form, wrong passwords",
            $"the third: {(int)third.Status}, Retry-After {Seconds(third)} s; then locked as for a log-in"
        );

        Task<Answer> RegisterAsync(object body) => _client.RegisterAsync(body, key, LimitedService.Fresh());
    }

    [Fact, Trait("Fault", "G5")]
    public async Task Idempotency_Key_is_good_for_a_day_and_makes_no_second_account_after_it()
    {
        var form = Requests.NewSignUp();
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = (await _client.RegisterAsync(form, key, LimitedService.Fresh())).Is(201);
        service.Clock.MoveOn(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        Assert.Equal(first["id"], (await _client.RegisterAsync(form, key, LimitedService.Fresh())).Is(201)["id"]);
        service.Clock.MoveOn(TimeSpan.FromSeconds(1));
        var late = (await _client.RegisterAsync(form, key, LimitedService.Fresh())).IsProblem(
            409,
            "idempotency_key_expired"
        );
        (await _client.RegisterAsync(form.With("nickname", "somebody else"), key, LimitedService.Fresh())).IsProblem(
            409,
            "idempotency_key_reused"
        );
        Assert.Equal(form["nickname"], (await LogInAsync(form)).Is(200)["nickname"]);
        FaultTable.Now("G5", "the same key after 24 hours", $"{(int)late.Status} idempotency_key_expired");
    }

    [Fact, Trait("Fault", "G8")]
    public void Every_route_says_its_limit_or_is_known_to_need_none()
    {
        // These routes ask nothing of the cluster. The readiness check asks once a second for all clients. Purchases
        // are for services, whose keys nobody can guess.
        string[] unlimited = ["/", "/docs", "/openapi", "/.well-known/", "/health/", "/api/users/"];
        var routes = service
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .ToList();
        var without = routes
            .Where(route => route.Metadata.GetMetadata<AddressLimit>() is null)
            .Select(route => $"/{route.RoutePattern.RawText!.TrimStart('/')}");
        Assert.All(
            without,
            path =>
                Assert.Contains(
                    unlimited,
                    known => known == "/" ? path == "/" : path.StartsWith(known, StringComparison.Ordinal)
                )
        );
        FaultTable.Now("G8", "routes without a limit of their own", string.Join(' ', without.Distinct()));
    }

    [Fact, Trait("Fault", "G8")]
    public async Task Routes_for_signed_in_clients_are_limited_per_address_before_the_token_is_looked_at()
    {
        foreach (
            var (method, path) in ((string, string)[])
                [
                    ("DELETE", "/api/sessions/"),
                    ("GET", "/api/me/"),
                    ("POST", "/api/password/change/"),
                    ("POST", "/jwt/logout/"),
                ]
        )
        {
            var address = LimitedService.Fresh();
            for (var i = 0; i < LimitedService.Count; i++)
            {
                Assert.NotEqual(
                    429,
                    (int)(await _client.SendAsync(new HttpMethod(method), path, null, address)).Status
                );
            }

            (
                await _client.SendAsync(new HttpMethod(method), path, null, address, ("Authorization", "Bearer none"))
            ).IsProblem(429, "rate_limited");
        }
    }

    [Fact, Trait("Fault", "G8")]
    public async Task Readiness_is_asked_of_the_cluster_once_a_second_however_many_ask()
    {
        var time = new StillClock();
        var asked = 0;
        var check = new SharedHealthCheck(
            _ =>
                Task.FromResult(
                    Interlocked.Increment(ref asked) == 1 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy()
                ),
            time
        );
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => CheckAsync()));
        Assert.Equal(1, asked);
        Assert.All(answers, answer => Assert.Equal(HealthStatus.Healthy, answer.Status));
        time.MoveOn(TimeSpan.FromSeconds(1));
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync()).Status);
        Assert.Equal(2, asked);

        Task<HealthCheckResult> CheckAsync() =>
            check.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken);
    }

    private Task<Answer> EndAsync(Answer by, object? password) =>
        _client.SendAsync(HttpMethod.Delete, "/api/me/", new { password }, Bearer(by), LimitedService.Fresh());

    private Task<Answer> ChangeAsync(Answer by, object? old) =>
        _client.SendAsync(
            HttpMethod.Post,
            "/api/password/change/",
            new
            {
                old_password = old,
                password1 = "another horse battery",
                password2 = "another horse battery",
            },
            Bearer(by),
            LimitedService.Fresh()
        );

    private async Task<Answer> RefreshAsync(Answer session) =>
        (
            await _client.SendAsync(
                HttpMethod.Post,
                "/jwt/refresh/",
                new { refresh_token = session["refresh_token"] },
                LimitedService.Fresh()
            )
        ).Is(200);

    private async Task ActivateAsync(string id)
    {
        Assert.True(UserId.TryParse(id, out var user));
        Assert.Equal(
            ChangeOutcome.Done,
            await service.Services.GetRequiredService<IGrainFactory>().GetUserEffects(user).ActivateAsync()
        );
    }

    private static (string, string) Bearer(Answer session) => ("Authorization", $"Bearer {session["token"]}");

    private static int Seconds(Answer answer) =>
        int.Parse(Assert.Single(answer.Headers.GetValues("Retry-After")), CultureInfo.InvariantCulture);

    private async Task UseUpAsync((string, string) address)
    {
        for (var i = 0; i < LimitedService.Count; i++)
        {
            (await _client.ReadAsync(Captcha, address)).Is(200);
        }
    }

    private Task<Answer> ForwardAsync(string connection, string client) =>
        _client.ReadAsync(Captcha, (LimitedService.From, connection), ("X-Forwarded-For", client));

    // Each request has another address, so only the account's own limit counts.
    private Task<Answer> LogInAsync(
        Dictionary<string, object?> form,
        string? password = null,
        string by = "username"
    ) =>
        _client.SendAsync(
            HttpMethod.Post,
            "/jwt/login/",
            new
            {
                username = form[by],
                password = password ?? form["password1"],
                use_cookies = false,
            },
            LimitedService.Fresh()
        );
}
