using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Tests;

public sealed class RegisterTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient();

    [Theory]
    [InlineData("/api/register/")]
    [InlineData("/api/register")]
    public async Task New_account_is_answered_with_201_and_everything_the_client_reads(string path)
    {
        var form = Requests.NewSignUp();
        var answer = (await _client.SendAsync(HttpMethod.Post, path, form)).Is(201);
        Assert.Equal(form["username"], answer["username"]);
        Assert.Equal(form["nickname"], answer["nickname"]);
        Assert.Equal(form["email"], answer["email"]);
        Assert.True(Guid.TryParse(answer["id"], out _));
        Assert.NotEmpty(answer["invitation_code"]);
        Assert.NotEmpty(answer["token"]);
        Assert.False(answer.Json.GetProperty("is_active").GetBoolean());
        Assert.Equal(900, answer.Json.GetProperty("expires_in").GetInt32());
        Assert.Equal(8, answer.Json.EnumerateObject().Count());
    }

    [Theory]
    [InlineData("username")]
    [InlineData("nickname")]
    [InlineData("email")]
    public async Task Taken_name_is_refused_with_409(string field)
    {
        var first = Requests.NewSignUp();
        (await _client.RegisterAsync(first)).Is(201);
        (await _client.RegisterAsync(Requests.NewSignUp().With(field, first[field]))).IsProblem(409, $"{field}:taken");
    }

    [Fact]
    public async Task All_taken_names_are_listed_at_once()
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form)).Is(201);
        (await _client.RegisterAsync(form)).IsProblem(409, "username:taken", "nickname:taken", "email:taken");
    }

    [Fact]
    public async Task Taken_name_beside_a_broken_rule_is_listed_with_400()
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form)).Is(201);
        (
            await _client.RegisterAsync(form.With("password2", "something else").With("invitation_code", "NOSUCHCODE"))
        ).IsProblem(
            400,
            "username:taken",
            "nickname:taken",
            "email:taken",
            "password2:mismatch",
            "invitation_code:invalid"
        );
    }

    [Fact]
    public async Task White_space_around_names_is_removed()
    {
        var form = Requests.NewSignUp();
        var answer = (
            await _client.RegisterAsync(
                form.With("username", $" {form["username"]} ").With("email", $"{form["email"]} ")
            )
        ).Is(201);
        Assert.Equal(form["username"], answer["username"]);
        Assert.Equal(form["email"], answer["email"]);
        (await _client.LogInAsync($" {form["username"]}", form["password1"])).Is(200);
    }

    [Fact]
    public async Task Used_up_code_is_refused_with_409_and_a_broken_rule_beside_it_with_400()
    {
        var code = (await _client.RegisterAsync(Requests.NewSignUp())).Is(201)["invitation_code"];
        var grain = service.Services.GetRequiredService<IGrainFactory>().GetCode(InvitationCode.Parse(code));
        Assert.True(await grain.SetTermsAsync(new(true, 1, null)));
        (
            await _client.RegisterAsync(
                Requests.NewSignUp().With("invitation_code", $" {code[..5].ToLowerInvariant()}-{code[5..]}")
            )
        ).Is(201);
        (await _client.RegisterAsync(Requests.NewSignUp().With("invitation_code", code))).IsProblem(
            409,
            "invitation_code:exhausted"
        );
        (
            await _client.RegisterAsync(
                Requests.NewSignUp().With("invitation_code", code).With("password2", "other-password")
            )
        ).IsProblem(400, "invitation_code:exhausted", "password2:mismatch");
    }

    [Fact]
    public async Task Unknown_code_is_refused_with_400_and_claims_nothing()
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form.With("invitation_code", "NOSUCHCODE"))).IsProblem(
            400,
            "invitation_code:invalid"
        );
        (await _client.RegisterAsync(form)).Is(201);
    }

    [Fact]
    public async Task Request_that_breaks_its_own_rules_claims_nothing()
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form.With("password2", "something else"))).IsProblem(400, "password2:mismatch");
        (await _client.RegisterAsync(form)).Is(201);
    }

    [Fact]
    public async Task Captcha_field_may_be_absent_without_a_provider() =>
        (await _client.RegisterAsync(Requests.NewSignUp().Without("recaptcha"))).Is(201);
}
