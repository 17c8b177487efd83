namespace OrleansRegistration.Tests;

public sealed class ReCaptchaTests(ReCaptchaService service)
    : CaptchaProviderTests(service, "recaptcha"),
        IClassFixture<ReCaptchaService>;

public sealed class HCaptchaTests(HCaptchaService service)
    : CaptchaProviderTests(service, "hcaptcha"),
        IClassFixture<HCaptchaService>
{
    [Fact]
    public async Task Client_gets_the_site_key()
    {
        var answer = await SignUpAsync();
        Assert.Equal("the-site-key", Asked(answer)["sitekey"]);
    }
}

public sealed class TurnstileTests(TurnstileService service)
    : CaptchaProviderTests(service, "turnstile"),
        IClassFixture<TurnstileService>
{
    [Fact]
    public async Task Provider_gets_an_idempotency_key()
    {
        var answer = await SignUpAsync();
        Assert.True(Guid.TryParse(Asked(answer)["idempotency_key"], out _));
    }
}

/// <summary>What is the same with every provider.</summary>
public abstract class CaptchaProviderTests(CaptchaProviderService service, string name)
{
    private const string Success =
        """{"success":true,"challenge_ts":"2026-01-02T03:04:05Z","hostname":"example.com"}""";
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Client_is_told_the_provider_and_its_site_key()
    {
        var captcha = (await _client.ReadAsync("/api/captcha/")).Is(200);
        Assert.Equal(name, captcha["provider"]);
        Assert.Equal("the-site-key", captcha["site_key"]);
        Assert.DoesNotContain("the-secret", captcha.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_may_show_the_widget_of_the_provider()
    {
        using var client = service.Server.CreateClient();
        var page = (await client.ReadAsync("/register")).Is(200);
        Assert.DoesNotContain(
            "frame-src 'none'",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Right_answer_signs_up_and_is_verified_once_with_the_clients_address()
    {
        var answer = await SignUpAsync();
        var asked = Asked(answer);
        Assert.Equal("the-secret", asked["secret"]);
        Assert.Equal("192.0.2.7", asked["remoteip"]);
        (await _client.RegisterAsync(Requests.NewSignUp().With("recaptcha", answer))).IsProblem(
            400,
            "recaptcha:duplicate"
        );
    }

    [Theory]
    [InlineData("""{"success":false,"error-codes":["invalid-input-response"]}""", 400, "invalid")]
    [InlineData("""{"success":false,"error-codes":["something-new"]}""", 400, "invalid")]
    [InlineData("""{"success":false,"error-codes":[]}""", 400, "invalid")]
    [InlineData("""{"success":false}""", 400, "invalid")]
    [InlineData("""{"success":false,"error-codes":["timeout-or-duplicate"]}""", 400, "duplicate")]
    [InlineData("""{"success":false,"error-codes":["invalid-or-already-seen-response"]}""", 400, "duplicate")]
    [InlineData("""{"success":false,"error-codes":["expired-input-response"]}""", 400, "expired")]
    [InlineData("""{"success":false,"error-codes":["invalid-input-secret"]}""", 503, "unavailable")]
    [InlineData("""{"success":false,"error-codes":["internal-error"]}""", 503, "unavailable")]
    [InlineData("{}", 503, "unavailable")]
    [InlineData("null", 503, "unavailable")]
    [InlineData("[]", 503, "unavailable")]
    [InlineData("""{"success":"true"}""", 503, "unavailable")]
    [InlineData("""{"success":tr""", 503, "unavailable")]
    [InlineData("<html>Welcome</html>", 503, "unavailable")]
    [InlineData("endless", 503, "unavailable")]
    [InlineData("500", 503, "unavailable")]
    [InlineData("404", 503, "unavailable")]
    [InlineData("302", 503, "unavailable")]
    [InlineData("hang up", 503, "unavailable")]
    [InlineData("slow", 503, "unavailable")]
    public async Task Any_other_verdict_is_a_refusal_and_leaves_nothing(string response, int status, string code)
    {
        var form = Requests.NewSignUp();
        var inviter = (
            await _client.RegisterAsync(
                Requests.NewSignUp().With("recaptcha", CaptchaProviderServer.AnswerFor(Success))
            )
        ).Is(201);
        var refused = (
            await _client.RegisterAsync(
                form.With("invitation_code", inviter["invitation_code"])
                    .With("recaptcha", CaptchaProviderServer.AnswerFor(response))
            )
        ).IsProblem(status, $"recaptcha:{code}");
        Assert.Equal(status == 503, refused.Headers.RetryAfter is not null);
        var available = await _client.ReadAsync(
            $"/api/availability/?username={form["username"]}&nickname={form["nickname"]}"
        );
        Assert.True(
            available.Json.GetProperty("username").GetBoolean() && available.Json.GetProperty("nickname").GetBoolean()
        );
        var me = await _client.ReadAsync("/api/me/", ("Authorization", $"Bearer {inviter["token"]}"));
        Assert.Equal(0, me.Is(200).Json.GetProperty("invitation_user_count").GetInt32());
    }

    [Fact]
    public async Task Form_that_breaks_a_rule_does_not_ask_the_provider()
    {
        var answer = CaptchaProviderServer.AnswerFor(Success);
        (await _client.RegisterAsync(Requests.NewSignUp().With("email", "none").With("recaptcha", answer))).IsProblem(
            400,
            "email:invalid"
        );
        Assert.DoesNotContain(service.Provider.Asked, asked => asked["response"] == answer);
        (await _client.RegisterAsync(Requests.NewSignUp().With("recaptcha", ""))).IsProblem(400, "recaptcha:required");
    }

    [Fact]
    public async Task Repeat_under_a_key_gives_the_first_result_again_without_asking_twice()
    {
        var form = Requests.NewSignUp().With("recaptcha", CaptchaProviderServer.AnswerFor(Success));
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var first = (await _client.RegisterAsync(form, key)).Is(201);
        Assert.Equal(first["id"], (await _client.RegisterAsync(form, key)).Is(201)["id"]);
        Asked((string)form["recaptcha"]!);

        // A refusal and a missing answer do not change the first result.
        Assert.Equal(
            first["id"],
            (await _client.RegisterAsync(form.With("recaptcha", CaptchaProviderServer.AnswerFor("500")), key)).Is(201)[
                "id"
            ]
        );
    }

    protected async Task<string> SignUpAsync()
    {
        var answer = CaptchaProviderServer.AnswerFor(Success);
        (await _client.RegisterAsync(Requests.NewSignUp().With("recaptcha", answer))).Is(201);
        return answer;
    }

    /// <summary>Returns what the provider was asked about an answer. Fails unless it was asked once.</summary>
    protected Dictionary<string, string> Asked(string answer) =>
        Assert.Single(service.Provider.Asked, asked => asked["response"] == answer);
}
