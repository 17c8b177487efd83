using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace OrleansRegistration.Keys;

/// <summary>A P-256 key that signs access tokens. It is stored as PKCS #8.</summary>
internal sealed class SigningKey
{
    private SigningKey(ECDsa key)
    {
        // The key is kept as numbers: each user makes an ECDsa of its own, so that this one can be disposed.
        var numbers = key.ExportParameters(includePrivateParameters: true);
        var secret = FromNumbers(numbers);
        secret.D = Base64UrlEncoder.Encode(numbers.D);
        Public = FromNumbers(numbers);
        Credentials = new SigningCredentials(secret, SecurityAlgorithms.EcdsaSha256);
    }

    /// <summary>The credentials that sign.</summary>
    public SigningCredentials Credentials { get; }

    /// <summary>The public key, which verifies.</summary>
    public JsonWebKey Public { get; }

    /// <summary>Reads a key.</summary>
    public static SigningKey FromPem(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return new(key);
    }

    /// <summary>Makes a key.</summary>
    public static string CreatePem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static JsonWebKey FromNumbers(ECParameters numbers)
    {
        var key = new JsonWebKey
        {
            Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve,
            Crv = JsonWebKeyECTypes.P256,
            X = Base64UrlEncoder.Encode(numbers.Q.X),
            Y = Base64UrlEncoder.Encode(numbers.Q.Y),
        };
        key.Kid = Base64UrlEncoder.Encode(key.ComputeJwkThumbprint()); // RFC 7638
        key.KeyId = key.Kid;
        return key;
    }
}
