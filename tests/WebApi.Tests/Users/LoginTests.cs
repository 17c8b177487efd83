namespace OrleansRegistration.Tests;

public sealed class LoginTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient();

    [Theory]
    [InlineData("username")]
    [InlineData("email")]
    public async Task Username_or_email_and_password_give_a_token(string field)
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form)).Is(201);
        var answer = (await _client.LogInAsync(form[field], form["password1"])).Is(200);
        Assert.Equal(form["nickname"], answer["nickname"]);
        Assert.False(answer.Json.GetProperty("is_active").GetBoolean());
        (await _client.ReadAsync("/api/me/", ("Authorization", $"Bearer {answer["token"]}"))).Is(200);
    }

    [Fact]
    public async Task Wrong_name_and_wrong_password_are_answered_in_one_wording()
    {
        var form = Requests.NewSignUp();
        (await _client.RegisterAsync(form)).Is(201);
        var wrongPassword = (await _client.LogInAsync(form["username"], "wrong")).IsProblem(401, "invalid_credentials");
        foreach (var name in (string[])["nobody_at_all", "nobody@example.com", "@", "x", "im possible"])
        {
            var wrongName = (await _client.LogInAsync(name, form["password1"])).IsProblem(401, "invalid_credentials");
            Assert.Equal(wrongPassword["detail"], wrongName["detail"]);
            Assert.Equal(
                wrongPassword.Headers.WwwAuthenticate.ToString(),
                wrongName.Headers.WwwAuthenticate.ToString()
            );
        }
    }
}
