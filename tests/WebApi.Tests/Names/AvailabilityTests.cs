using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

public sealed class AvailabilityTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Names_are_available_until_somebody_has_them()
    {
        var form = Requests.NewSignUp();
        var nickname = Uri.EscapeDataString((string)form["nickname"]!);
        var path = $"/api/availability/?username={form["username"]}&nickname={nickname}";
        Assert.Equal("""{"username":true,"nickname":true}""", (await _client.ReadAsync(path)).Is(200).Text);
        (await _client.RegisterAsync(form)).Is(201);
        Assert.Equal("""{"username":false,"nickname":false}""", (await _client.ReadAsync(path)).Is(200).Text);
    }

    [Fact]
    [Trait("Fault", "D7")]
    public async Task White_space_around_names_and_codes_is_removed_on_every_route()
    {
        var form = Requests.NewSignUp();
        var nickname = Uri.EscapeDataString((string)form["nickname"]!);
        var path = $"/api/availability/?username=%20{form["username"]}%20&nickname=%20{nickname}%E3%80%80";
        Assert.Equal("""{"username":true,"nickname":true}""", (await _client.ReadAsync(path)).Is(200).Text);
        var account = (
            await _client.RegisterAsync(
                form.With("username", $" {form["username"]} ").With("email", $" {form["email"]} ")
            )
        ).Is(201);
        var answer = (await _client.ReadAsync(path)).Is(200);
        Assert.Equal("""{"username":false,"nickname":false}""", answer.Text);
        (await _client.LogInAsync($"\t{form["username"]} ", form["password1"])).Is(200);
        (await _client.LogInAsync($" {form["email"]}\u3000", form["password1"])).Is(200);
        (await _client.LogInAsync(" \t", form["password1"])).IsProblem(400, "username:required");
        (await _client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = $" {form["email"]} " })).Is(
            202
        );
        (await _client.SendAsync(HttpMethod.Post, "/api/activate/resend/", new { email = $" {form["email"]} " })).Is(
            202
        );
        Assert.True(
            (await _client.ReadAsync($"/api/invitations/%20{account["invitation_code"]}%20/"))
                .Is(200)
                .Json.GetProperty("valid")
                .GetBoolean()
        );
        (await _client.ReadAsync("/api/availability/?username=%20")).IsProblem(400, "username:required");
        FaultTable.Now("D7", "availability of \" name \"", $"200 {answer.Text}");
    }

    [Theory]
    [Trait("Fault", "D1")]
    [InlineData("username", "alice..bob")]
    [InlineData("nickname", "www.evil.test win 1m")]
    [InlineData("nickname", "\u2800\u2800\u2800\u2800\u2800\u2800")]
    public async Task Names_that_sign_up_and_rename_refuse_are_not_available(string field, string name)
    {
        (await _client.ReadAsync($"/api/availability/?{field}={Uri.EscapeDataString(name)}")).IsProblem(
            400,
            $"{field}:invalid"
        );
        (await _client.RegisterAsync(Requests.NewSignUp().With(field, name))).IsProblem(400, $"{field}:invalid");
    }

    [Fact]
    public async Task Only_the_name_asked_about_is_answered() =>
        Assert.Equal(
            """{"username":true}""",
            (await _client.ReadAsync($"/api/availability?username={Requests.NewSignUp()["username"]}")).Is(200).Text
        );
}
