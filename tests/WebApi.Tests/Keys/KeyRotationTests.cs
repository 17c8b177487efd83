using System.Buffers.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Keys;

namespace OrleansRegistration.Tests;

public sealed class KeyRotationTests(ClockedService service) : IClassFixture<ClockedService>
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Keys_rotate_and_tokens_signed_before_stay_good_until_they_expire()
    {
        var keys = service.Services.GetRequiredService<ServiceKeys>();
        var first = await TokenAsync();
        service.Clock.MoveOn(TimeSpan.FromDays(30));
        await keys.RefreshAsync(); // as after a stop: the key is made now, and is published before it signs
        var listed = (await KeysAsync()).Is(200);
        Assert.Equal("public, max-age=3600", listed.Headers.CacheControl?.ToString());
        Assert.Equal(2, listed.Json.GetProperty("keys").GetArrayLength());
        service.Clock.MoveOn(KeySchedule.Ahead - TimeSpan.FromMinutes(5));
        var before = await TokenAsync();
        Assert.Equal(KidOf(first), KidOf(before));
        service.Clock.MoveOn(TimeSpan.FromMinutes(6));
        await keys.RefreshAsync();
        var after = await TokenAsync();
        Assert.NotEqual(KidOf(first), KidOf(after));
        (await MeAsync(before)).Is(200);
        (await MeAsync(after)).Is(200);
        (await MeAsync(first)).IsProblem(401, "not_authenticated");
        service.Clock.MoveOn(TimeSpan.FromHours(1));
        await keys.RefreshAsync();
        Assert.DoesNotContain(KidOf(first), (await KeysAsync()).Text, StringComparison.Ordinal);
    }

    private static string KidOf(string token) =>
        JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[0])).RootElement.GetProperty("kid").GetString()!;

    private async Task<string> TokenAsync() => (await _client.RegisterAsync(Requests.NewSignUp())).Is(201)["token"];

    private Task<Answer> KeysAsync() => _client.ReadAsync("/.well-known/jwks.json");

    private Task<Answer> MeAsync(string token) => _client.ReadAsync("/api/me/", ("Authorization", $"Bearer {token}"));
}
