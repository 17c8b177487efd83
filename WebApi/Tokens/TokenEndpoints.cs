using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OrleansRegistration.Cors;
using OrleansRegistration.Hosting;
using OrleansRegistration.Keys;
using OrleansRegistration.OpenApi;

namespace OrleansRegistration.Tokens;

/// <summary>The documents that other services need to check access tokens.</summary>
internal static class TokenEndpoints
{
    private const string KeysPath = "/.well-known/jwks.json";

    /// <summary>Maps the routes.</summary>
    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags(ApiTags.Keys);
        group
            .MapGet(KeysPath, GetKeys)
            .WithName("getPublicKeys")
            .WithSummary("Get the public keys of access tokens")
            .WithDescription("A JSON Web Key Set (RFC 7517). A key is published well before it signs.")
            .AsPublicDocument(KeySchedule.CacheLife);
        group
            .MapGet("/.well-known/openid-configuration", GetConfiguration)
            .WithName("getTokenConfiguration")
            .WithSummary("Get the issuer of access tokens and the address of its public keys")
            .WithDescription("A part of OpenID Connect Discovery: what libraries need to check access tokens.")
            .AsPublicDocument(KeySchedule.CacheLife);
    }

    internal static Ok<JsonWebKeysResponse> GetKeys(ServiceKeys keys) =>
        TypedResults.Ok(new JsonWebKeysResponse([.. keys.Accepted.Select(key => Describe(key.Public))]));

    internal static Ok<OpenIdConfigurationResponse> GetConfiguration(
        IOptions<TokenOptions> tokens,
        IOptions<ServiceOptions> service
    ) => TypedResults.Ok(new OpenIdConfigurationResponse(tokens.Value.Issuer, service.Value.PublicUrl + KeysPath));

    private static JsonWebKeyResponse Describe(JsonWebKey key) =>
        new(key.Kty, key.Crv, key.X, key.Y, "sig", SecurityAlgorithms.EcdsaSha256, key.Kid);
}
