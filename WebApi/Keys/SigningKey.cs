using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace OrleansRegistration.Keys;

/// <summary>A P-256 key that signs access tokens; PKCS #8 where it is kept.</summary>
internal sealed class SigningKey
{
    private SigningKey(ECDsa key)
    {
        // As numbers, so that whoever uses the key makes an ECDsa of its own, and this one can go.
        var numbers = key.ExportParameters(includePrivateParameters: true);
        var secret = FromNumbers(numbers);
        secret.D = Base64UrlEncoder.Encode(numbers.D);
        Public = FromNumbers(numbers);
        Credentials = new SigningCredentials(secret, SecurityAlgorithms.EcdsaSha256);
    }

    /// <summary>Signs.</summary>
    public SigningCredentials Credentials { get; }

    /// <summary>Verifies.</summary>
    public JsonWebKey Public { get; }

    /// <summary>Reads one.</summary>
    public static SigningKey FromPem(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return new(key);
    }

    /// <summary>Makes one.</summary>
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
