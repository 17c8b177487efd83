namespace OrleansRegistration.Tests;

/// <summary>The settings of the captcha.</summary>
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
