using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Faults;
using OrleansRegistration.Names;

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
        var taken = (await _client.ReadAsync(path)).Is(200).Json;
        Assert.False(taken.GetProperty("username").GetBoolean() || taken.GetProperty("nickname").GetBoolean());
    }

    [Theory]
    [InlineData("username", "takenname")]
    [InlineData("username", "a.taken_username-of.22")]
    [InlineData("username", "某某某某某某的用户名")]
    [InlineData("nickname", "A taken nickname of 22")]
    [InlineData("nickname", "张三张三张三张三")]
    public async Task Taken_name_comes_with_three_available_ones_that_sign_up_accepts(string field, string name)
    {
        (await _client.RegisterAsync(Requests.NewSignUp().With(field, name))).Is(201);
        var path = $"/api/availability/?{field}={Uri.EscapeDataString(name)}";
        var answer = (await _client.ReadAsync(path)).Is(200).Json;
        Assert.False(answer.GetProperty(field).GetBoolean());
        var suggestions = answer
            .GetProperty($"{field}_suggestions")
            .EnumerateArray()
            .Select(name => name.GetString())
            .ToArray();
        Assert.Equal(3, suggestions.Distinct().Count());
        foreach (var suggestion in suggestions)
        {
            Assert.StartsWith(name[..4], suggestion, StringComparison.Ordinal);
            (await _client.RegisterAsync(Requests.NewSignUp().With(field, suggestion))).Is(201);
        }
    }

    [Fact]
    public async Task Suggestions_leave_out_names_that_are_taken_reserved_or_against_the_rules()
    {
        var taken = (string)Requests.NewSignUp()["username"]!;
        (await _client.RegisterAsync(Requests.NewSignUp().With("username", taken))).Is(201);
        var suggestions = await NameSuggestions.FindAvailableAsync<Username>(
            service.Services.GetRequiredService<IGrainFactory>(),
            [taken, taken.ToUpperInvariant(), "support", "two__marks", "free_one", "free_two", "free_3", "free_4"],
            Username.TryParse,
            name => name.Value,
            name => name.Claims
        );
        Assert.Equal(["free_one", "free_two", "free_3"], suggestions);
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
        Assert.False(
            answer.Json.GetProperty("username").GetBoolean() || answer.Json.GetProperty("nickname").GetBoolean()
        );
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
