using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Net.Http.Headers;
using OrleansRegistration.Hosting;
using OrleansRegistration.Keys;

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

    internal static Ok<JsonWebKeysResponse> GetKeys(ServiceKeys keys, HttpResponse response)
    {
        LetKeep(response);
        return TypedResults.Ok(new JsonWebKeysResponse([.. keys.Accepted.Select(key => Describe(key.Public))]));
    }

    internal static Ok<OpenIdConfigurationResponse> GetConfiguration(IOptions<TokenOptions> tokens, IOptions<ServiceOptions> service, HttpResponse response)
    {
        LetKeep(response);
        return TypedResults.Ok(new OpenIdConfigurationResponse(tokens.Value.Issuer, service.Value.PublicUrl + KeysPath));
    }

    private static JsonWebKeyResponse Describe(JsonWebKey key) => new(key.Kty, key.Crv, key.X, key.Y, "sig", SecurityAlgorithms.EcdsaSha256, key.Kid);

    // A key is published twice as long before it signs.
    private static void LetKeep(HttpResponse response) =>
        response.GetTypedHeaders().CacheControl = new CacheControlHeaderValue { Public = true, MaxAge = KeySchedule.CacheLife };
}
