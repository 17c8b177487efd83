using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.IdentityModel.Tokens;
using OrleansRegistration.Json;

namespace OrleansRegistration.Tokens;

/// <summary>One public key (RFC 7517).</summary>
internal sealed record JsonWebKeyResponse(
    [property: AllowedValues("EC"), Description("Key type.")] string Kty,
    [property: AllowedValues("P-256"), Description("Curve.")] string Crv,
    [property: Description("First coordinate, in base64url.")] string X,
    [property: Description("Second coordinate, in base64url.")] string Y,
    [property: AllowedValues("sig"), Description("The key verifies signatures.")] string Use,
    [property: AllowedValues(SecurityAlgorithms.EcdsaSha256), Description("Signature algorithm.")] string Alg,
    [property: Description("The key's id, as tokens name it.")] string Kid
);

/// <summary>The public keys (RFC 7517).</summary>
internal sealed record JsonWebKeysResponse(
    [property: Description("All keys that may have signed a valid token, or soon will.")]
        IReadOnlyList<JsonWebKeyResponse> Keys
);

/// <summary>Where other services find what they need to check access tokens.</summary>
internal sealed record OpenIdConfigurationResponse(
    [property: Format("uri"), Description("The `iss` of access tokens.")] string Issuer,
    [property: Format("uri"), Description("Where the public keys are.")] string JwksUri
);
