namespace OrleansRegistration.Tests;

public sealed class AvailabilityTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Names_are_free_until_somebody_has_them()
    {
        var form = Requests.NewSignUp();
        var path = $"/api/availability/?username={form["username"]}&nickname={Uri.EscapeDataString((string)form["nickname"]!)}";
        Assert.Equal("""{"username":true,"nickname":true}""", (await _client.ReadAsync(path)).Is(200).Text);
        (await _client.RegisterAsync(form)).Is(201);
        Assert.Equal("""{"username":false,"nickname":false}""", (await _client.ReadAsync(path)).Is(200).Text);
    }

    [Fact]
    public async Task Only_the_name_asked_about_is_answered() =>
        Assert.Equal("""{"username":true}""", (await _client.ReadAsync($"/api/availability?username={Requests.NewSignUp()["username"]}")).Is(200).Text);
}
