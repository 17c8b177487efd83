using System.ComponentModel;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Captcha;

/// <summary>
/// The parameters of a challenge as version 3 of the ALTCHA widget knows them. The members are in the order in which
/// they are signed: alphabetical, as altcha-lib signs them.
/// </summary>
/// <param name="Algorithm">The function that derives a key from the salt, the nonce and a counter.</param>
/// <param name="Cost">Rounds of the function.</param>
/// <param name="ExpiresAt">Seconds since 1970, UTC.</param>
/// <param name="KeyLength">Length of a derived key, in bytes.</param>
/// <param name="KeyPrefix">The beginning of the derived key of every solution, hexadecimal.</param>
/// <param name="Nonce">Random, hexadecimal.</param>
/// <param name="Salt">Random, hexadecimal.</param>
internal sealed record AltchaParameters(
    [property: JsonPropertyName("algorithm"), Description("The key derivation function.")] string Algorithm,
    [property: JsonPropertyName("cost"), Description("Rounds of the function.")] int Cost,
    [property: JsonPropertyName("expiresAt"), Description("When the challenge expires, in seconds since 1970, UTC.")]
        long ExpiresAt,
    [property: JsonPropertyName("keyLength"), Description("Length of a derived key, in bytes.")] int KeyLength,
    [property:
        JsonPropertyName("keyPrefix"),
        Description("What the derived key of a solution must begin with, in hexadecimal.")
    ]
        string KeyPrefix,
    [property: JsonPropertyName("nonce"), Description("A random value, in hexadecimal.")] string Nonce,
    [property: JsonPropertyName("salt"), Description("A random value, in hexadecimal.")] string Salt
);

/// <summary>A signed challenge.</summary>
/// <param name="Signature">HMAC-SHA-256 of the parameters' JSON, lower-case hexadecimal.</param>
internal sealed record AltchaChallenge(AltchaParameters? Parameters, string? Signature);

/// <summary>A solution: a counter whose derived key begins with the prefix.</summary>
internal sealed record AltchaSolution(uint? Counter, string? DerivedKey);

/// <summary>The answer that the widget puts into the form, as JSON in Base64.</summary>
internal sealed record AltchaPayload(AltchaChallenge? Challenge, AltchaSolution? Solution);

/// <summary>The JSON of the widget.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 8)]
[JsonSerializable(typeof(AltchaParameters))]
[JsonSerializable(typeof(AltchaPayload))]
internal sealed partial class AltchaJson : JsonSerializerContext;
