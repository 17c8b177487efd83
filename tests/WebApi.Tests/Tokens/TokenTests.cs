using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Keys;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class TokenTests(Service service)
{
    private readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task Keys_are_public_and_verify_tokens()
    {
        var keys = (await _client.ReadAsync("/.well-known/jwks.json")).Is(200);
        Assert.DoesNotContain("\"d\"", keys.Text, StringComparison.Ordinal);
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(
            Token(TimeProvider.System),
            new TokenValidationParameters
            {
                IssuerSigningKeys = new JsonWebKeySet(keys.Text).GetSigningKeys(),
                ValidIssuer = "http://127.0.0.1:8000",
                ValidAudience = "registration",
            }
        );
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal(
            ["aud", "exp", "iat", "is_active", "iss", "jti", "sid", "sub"],
            result.Claims.Keys.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Configuration_leads_to_the_keys()
    {
        var answer = (await _client.ReadAsync("/.well-known/openid-configuration/")).Is(200);
        Assert.Equal("http://127.0.0.1:8000", answer["issuer"]);
        Assert.Equal("http://127.0.0.1:8000/.well-known/jwks.json", answer["jwks_uri"]);
    }

    [Fact]
    public Task Text_that_is_not_a_valid_token_is_refused() => AssertRefusedAsync("nonsense");

    [Fact]
    public Task Expired_token_is_refused() =>
        AssertRefusedAsync(Token(new Past(TimeSpan.FromMinutes(15) + Clocks.MaxSkew + TimeSpan.FromSeconds(1))));

    [Fact]
    public Task Token_of_algorithm_none_is_refused() =>
        AssertRefusedAsync($"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"at+jwt"}""")}.{Claims()}.");

    [Fact]
    public Task Token_signed_with_the_public_key_as_a_secret_is_refused()
    {
        var head = $"{Base64UrlEncoder.Encode("""{"alg":"HS256","typ":"at+jwt"}""")}.{Claims()}";
        var secret = Encoding.UTF8.GetBytes(service.Services.GetRequiredService<ServiceKeys>().Active.Public.X);
        return AssertRefusedAsync(
            $"{head}.{Base64UrlEncoder.Encode(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(head)))}"
        );
    }

    [Fact]
    public Task Token_of_another_key_is_refused()
    {
        var parts = Token(TimeProvider.System).Split('.');
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signature = other.SignData(Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256);
        return AssertRefusedAsync($"{parts[0]}.{parts[1]}.{Base64UrlEncoder.Encode(signature)}");
    }

    [Fact]
    public Task Tampered_token_is_refused()
    {
        var parts = Token(TimeProvider.System).Split('.');
        var claims = Base64UrlEncoder
            .Decode(parts[1])
            .Replace("\"is_active\":false", "\"is_active\":true", StringComparison.Ordinal);
        return AssertRefusedAsync($"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}");
    }

    [Fact]
    public Task Token_of_an_account_that_is_gone_is_refused() =>
        AssertRefusedAsync(Token(TimeProvider.System), "Bearer");

    private async Task AssertRefusedAsync(string token, string challenge = "Bearer error=\"invalid_token\"")
    {
        var answer = (await _client.ReadAsync("/api/me/", ("Authorization", $"Bearer {token}"))).IsProblem(
            401,
            "not_authenticated"
        );
        Assert.Equal(challenge, answer.Headers.WwwAuthenticate.ToString());
    }

    private string Claims() => Token(TimeProvider.System).Split('.')[1];

    private string Token(TimeProvider time) =>
        new AccessTokens(
            service.Services.GetRequiredService<ServiceKeys>(),
            service.Services.GetRequiredService<IOptions<TokenOptions>>(),
            time
        ).Issue(
            new Account(
                UserId.New(time),
                "nobody",
                "nobody",
                "nobody@example.com",
                false,
                time.GetUtcNow(),
                0,
                0,
                InvitationCode.Generate()
            ),
            Guid.NewGuid()
        );

    private sealed class Past(TimeSpan ago) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - ago;
    }
}
