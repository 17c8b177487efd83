using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Tokens;

/// <summary>One public key (RFC 7517).</summary>
internal sealed record JsonWebKeyResponse(string Kty, string Crv, string X, string Y, string Use, string Alg, string Kid);

/// <summary>The public keys.</summary>
internal sealed record JsonWebKeysResponse(IReadOnlyList<JsonWebKeyResponse> Keys);

/// <summary>Where others find what they need to check tokens.</summary>
internal sealed record OpenIdConfigurationResponse(string Issuer, string JwksUri);

/// <summary>What others need to check access tokens.</summary>
internal static class TokenEndpoints
{
    private const string KeysPath = "/.well-known/jwks.json";

    /// <summary>Maps the routes.</summary>
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Tokens");
        group.MapGet(KeysPath, GetKeys).WithSummary("Public keys of access tokens");
        group.MapGet("/.well-known/openid-configuration", GetConfiguration).WithSummary("Issuer and address of the public keys");
    }

    internal static Ok<JsonWebKeysResponse> GetKeys(SigningKey key) => TypedResults.Ok(new JsonWebKeysResponse(
        [new(key.Public.Kty, key.Public.Crv, key.Public.X, key.Public.Y, "sig", SecurityAlgorithms.EcdsaSha256, key.Public.Kid)]));

    internal static Ok<OpenIdConfigurationResponse> GetConfiguration(IOptions<TokenOptions> tokens, IOptions<ServiceOptions> service) =>
        TypedResults.Ok(new OpenIdConfigurationResponse(tokens.Value.Issuer, service.Value.PublicUrl + KeysPath));
}
