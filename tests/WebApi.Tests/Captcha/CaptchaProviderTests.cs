using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansRegistration.Tests;

/// <summary>The service with a provider that is played by a server on this machine.</summary>
public abstract class CaptchaProviderService : Service
{
    protected CaptchaProviderService(string provider)
    {
        Settings["Captcha:Provider"] = provider;
        Settings["Captcha:SiteKey"] = "the-site-key";
        Settings["Captcha:Secret"] = "the-secret";
        Settings["Captcha:VerifyUrl"] = Provider.Url;
        Settings["Captcha:TimeoutSeconds"] = "1";
    }

    public CaptchaProviderServer Provider { get; } = new();

    public override async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    // The test server has no addresses; this is one as a dual-stack socket gives it.
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<IStartupFilter, ClientAddress>());
    }

    private sealed class ClientAddress : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (context, following) =>
                    {
                        context.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:192.0.2.7");
                        return following(context);
                    }
                );
                next(app);
            };
    }
}

public sealed class ReCaptchaService() : CaptchaProviderService("ReCaptcha");

public sealed class HCaptchaService() : CaptchaProviderService("HCaptcha");

public sealed class TurnstileService() : CaptchaProviderService("Turnstile");

public sealed class ReCaptchaTests(ReCaptchaService service)
    : CaptchaProviderTests(service, "recaptcha"),
        IClassFixture<ReCaptchaService>;

public sealed class HCaptchaTests(HCaptchaService service)
    : CaptchaProviderTests(service, "hcaptcha"),
        IClassFixture<HCaptchaService>
{
    [Fact]
    public async Task It_is_told_the_site_key()
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
    public async Task It_is_told_which_verification_it_is()
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
    public async Task Any_other_verdict_is_no_pass_and_leaves_nothing(string response, int status, string code)
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

        // Refused or not answered at all, it is still the first result.
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

    /// <summary>What the provider was asked about an answer; fails unless that was once.</summary>
    protected Dictionary<string, string> Asked(string answer) =>
        Assert.Single(service.Provider.Asked, asked => asked["response"] == answer);
}

/// <summary>What depends on settings.</summary>
public sealed class CaptchaSettingTests
{
    [Theory]
    [InlineData("""{"success":true,"score":0.5,"action":"register","hostname":"Example.com"}""", true)]
    [InlineData("""{"success":true,"score":0.4,"action":"register","hostname":"example.com"}""", false)]
    [InlineData("""{"success":true,"action":"register","hostname":"example.com"}""", false)]
    [InlineData("""{"success":true,"score":0.9,"action":"login","hostname":"example.com"}""", false)]
    [InlineData("""{"success":true,"score":0.9,"hostname":"example.com"}""", false)]
    [InlineData("""{"success":true,"score":0.9,"action":"register","hostname":"evil.example"}""", false)]
    [InlineData("""{"success":true,"score":0.9,"action":"register"}""", false)]
    public async Task Score_action_and_hostname_must_fit_when_they_are_set(string response, bool passes)
    {
        await using var service = new ReCaptchaService
        {
            Settings =
            {
                ["Captcha:MinScore"] = "0.5",
                ["Captcha:Action"] = "register",
                ["Captcha:Hostname"] = "example.com",
            },
        };
        using var client = service.CreateClient();
        Assert.Equal("register", (await client.ReadAsync("/api/captcha/"))["action"]);
        var answer = await client.RegisterAsync(
            Requests.NewSignUp().With("recaptcha", CaptchaProviderServer.AnswerFor(response))
        );
        _ = passes ? answer.Is(201) : answer.IsProblem(400, "recaptcha:invalid");
    }

    [Fact]
    public async Task Provider_that_does_not_listen_is_unavailable_and_never_a_pass()
    {
        await using var service = new TurnstileService
        {
            Settings = { ["Captcha:VerifyUrl"] = $"http://127.0.0.1:{Service.FreePort()}/siteverify" },
        };
        using var client = service.CreateClient();
        var form = Requests.NewSignUp();
        (await client.RegisterAsync(form.With("recaptcha", "answer"))).IsProblem(503, "recaptcha:unavailable");
        Assert.True(
            (await client.ReadAsync($"/api/availability/?username={form["username"]}"))
                .Json.GetProperty("username")
                .GetBoolean()
        );
    }

    [Fact]
    public async Task Without_a_provider_the_client_is_told_so()
    {
        await using var service = new Service();
        using var client = service.CreateClient();
        Assert.Equal("none", (await client.ReadAsync("/api/captcha/")).Is(200)["provider"]);
    }
}
