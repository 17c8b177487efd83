using OrleansRegistration.Mail;

namespace OrleansRegistration.Tests;

public sealed class EmailCorrectionTests(Service service)
{
    private const string Path = "/api/me/email/";
    private readonly HttpClient _client = service.CreateClient(new() { HandleCookies = false });

    [Fact]
    public async Task Mistyped_address_is_corrected_with_the_limited_token_and_only_the_new_mail_activates()
    {
        var (form, account) = await SignUpAsync();
        var old = (await Mailbox.ReadAsync(service.MailFolder, form["email"]))[0].Token();
        await _client.UntilAsync(account, me => me["mail_state"] == "sent");
        var email = NewAddress();
        Assert.Equal(email, (await CorrectAsync(account, $" {email} ", form["password1"])).Is(200)["email"]);

        var me = (await _client.ReadAsync("/api/me/", Bearer(account))).Is(200);
        Assert.Equal(email, me["email"]);
        (await ActivateAsync(old)).IsProblem(400, "token:invalid");
        (await _client.SendAsync(HttpMethod.Post, "/api/activate/not-me/", new { token = old })).IsProblem(
            400,
            "token:invalid"
        );
        (await _client.LogInAsync(form["email"], form["password1"])).IsProblem(401, "invalid_credentials");
        (await _client.LogInAsync(email, form["password1"])).Is(200);
        (await _client.RegisterAsync(Requests.NewSignUp().With("email", form["email"]))).Is(201);
        var mail = Assert.Single(await Mailbox.ReadAsync(service.MailFolder, email));
        Assert.True((await ActivateAsync(mail.Token())).Is(200).Json.GetProperty("is_active").GetBoolean());

        // The first, and that of the next owner.
        Assert.Equal(2, (await Mailbox.ReadAsync(service.MailFolder, form["email"], 2)).Length);
    }

    [Fact]
    public async Task Tokens_for_a_new_password_that_went_to_the_old_address_are_invalid()
    {
        var (form, account) = await SignUpAsync();
        await Mailbox.ReadAsync(service.MailFolder, form["email"]);
        (await _client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = form["email"] })).Is(202);
        var reset = (await Mailbox.ReadAsync(service.MailFolder, form["email"], 2))
            .Single(mail => mail.TextBody!.Contains("/reset#", StringComparison.Ordinal))
            .Token();
        (await CorrectAsync(account, NewAddress(), form["password1"])).Is(200);
        const string another = "another horse battery";
        var body = new
        {
            token = reset,
            password1 = another,
            password2 = another,
        };
        (await _client.SendAsync(HttpMethod.Post, "/api/password/reset/", body)).IsProblem(400, "token:invalid");
    }

    [Fact]
    public async Task The_same_address_again_is_answered_alike_and_mails_nothing()
    {
        var (form, account) = await SignUpAsync();
        var mail = (await Mailbox.ReadAsync(service.MailFolder, form["email"]))[0];
        Assert.Equal(form["email"], (await CorrectAsync(account, form["email"], form["password1"])).Is(200)["email"]);
        (await ActivateAsync(mail.Token())).Is(200);
        Assert.Single(Mailbox.To(service.MailFolder, form["email"]));
    }

    [Theory]
    [InlineData(null, "email:required")]
    [InlineData("  ", "email:required")]
    [InlineData("nobody", "email:invalid")]
    [InlineData("alice@localhost", "email:invalid")]
    [InlineData("al\u2800ice@example.org", "email:invalid")]
    [InlineData(5, "email:invalid")]
    public async Task Address_that_breaks_a_rule_is_refused_with_the_other_fields(object? email, string problem)
    {
        var (_, account) = await SignUpAsync();
        (await CorrectAsync(account, email, "")).IsProblem(400, problem, "password:required");
    }

    [Fact]
    public async Task Long_address_wrong_password_and_taken_address_are_refused_and_leave_the_old_address()
    {
        var ((form, account), (other, _)) = (await SignUpAsync(), await SignUpAsync());
        (await CorrectAsync(account, $"{new string('a', 250)}@example.org", form["password1"])).IsProblem(
            400,
            "email:length"
        );
        (await CorrectAsync(account, NewAddress(), "wrong horse battery")).IsProblem(400, "password:invalid");
        (await CorrectAsync(account, other["email"], form["password1"])).IsProblem(409, "email:taken");
        (await CorrectAsync(account, ((string)other["email"]!).ToUpperInvariant(), form["password1"])).IsProblem(
            409,
            "email:taken"
        );
        Assert.Equal(form["email"], (await _client.ReadAsync("/api/me/", Bearer(account))).Is(200)["email"]);
    }

    [Theory]
    [InlineData("en", "This account has been activated, so its e-mail address can no longer be corrected.")]
    [InlineData("zh-Hans", "该账号已激活，不能再更正邮箱地址")]
    public async Task Activated_account_keeps_its_address(string language, string message)
    {
        var (form, account) = await SignUpAsync();
        var token = (await Mailbox.ReadAsync(service.MailFolder, form["email"]))[0].Token();
        var active = (await ActivateAsync(token)).Is(200);
        foreach (var bearer in (Answer[])[account, active])
        {
            Assert.Equal(
                message,
                (await CorrectAsync(bearer, NewAddress(), form["password1"], ("Accept-Language", language))).IsProblem(
                    409,
                    "account_activated"
                )["detail"]
            );
        }
    }

    [Fact]
    public async Task Nobody_corrects_an_address_without_a_token_and_every_wrong_password_counts_for_the_session()
    {
        (await _client.SendAsync(HttpMethod.Post, Path, new { email = NewAddress(), password = "x" })).IsProblem(
            401,
            "not_authenticated"
        );
        using var limited = new LimitedService();
        limited.Settings["RateLimits:CorrectionAccount:Count"] = "20";
        limited.Settings["RateLimits:Resend:Count"] = "100";
        using var client = limited.CreateClient(new() { HandleCookies = false });
        var account = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        for (var i = 0; i < 10; i++)
        {
            (await TryAsync()).IsProblem(400, "password:invalid");
        }

        (await TryAsync()).IsProblem(401, "session_ended");

        async Task<Answer> TryAsync() =>
            await client.SendAsync(
                HttpMethod.Post,
                Path,
                new { email = NewAddress(), password = "wrong horse battery" },
                Bearer(account)
            );
    }

    [Fact]
    public async Task Strangers_are_mailed_as_often_as_the_accounts_limit_allows_from_wherever_it_is_asked()
    {
        await using var limited = new LimitedService();
        using var client = limited.CreateClient(new() { HandleCookies = false });
        var form = Requests.NewSignUp();
        var account = (await client.RegisterAsync(form, LimitedService.Fresh())).Is(201);
        for (var i = 0; i < LimitedService.Count; i++)
        {
            (await TryAsync()).Is(200);
        }

        (await TryAsync()).IsProblem(429, "rate_limited");
        limited.Clock.MoveOn(TimeSpan.FromSeconds(20));
        (await TryAsync()).Is(200);

        async Task<Answer> TryAsync() =>
            await client.SendAsync(
                HttpMethod.Post,
                Path,
                new { email = NewAddress(), password = form["password1"] },
                Bearer(account),
                LimitedService.Fresh()
            );
    }

    private static string NewAddress() => $"right.{Guid.NewGuid().ToString("N")[..12]}@example.com";

    private static (string, string) Bearer(Answer signedIn) => ("Authorization", $"Bearer {signedIn["token"]}");

    private async Task<(Dictionary<string, object?> Form, Answer Account)> SignUpAsync()
    {
        var form = Requests.NewSignUp();
        return (form, (await _client.RegisterAsync(form)).Is(201));
    }

    private Task<Answer> CorrectAsync(
        Answer account,
        object? email,
        object? password,
        params (string, string)[] headers
    ) => _client.SendAsync(HttpMethod.Post, Path, new { email, password }, [Bearer(account), .. headers]);

    private Task<Answer> ActivateAsync(string token) =>
        _client.SendAsync(HttpMethod.Post, "/api/activate/", new { token, use_cookies = false });
}
