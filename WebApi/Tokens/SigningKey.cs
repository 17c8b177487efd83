using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Tokens;

/// <summary>The P-256 key that signs access tokens: <c>keys/access-tokens.pem</c>, PKCS #8, made at the first start.</summary>
internal sealed class SigningKey
{
    private const string FileName = "access-tokens.pem";

    /// <summary>Reads or makes the key.</summary>
    public SigningKey(DataDirectory data)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(data.ReadOrCreateKey(FileName, CreatePem));

        // As a JsonWebKey, because each user of it then makes its own ECDsa: one ECDsa is not promised to be thread-safe.
        Private = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(key));
        var id = Base64UrlEncoder.Encode(Private.ComputeJwkThumbprint()); // RFC 7638
        Private.KeyId = id;
        Private.Kid = id;
        Public = new JsonWebKey { Kty = Private.Kty, Crv = Private.Crv, X = Private.X, Y = Private.Y, Kid = id, KeyId = id };
        Credentials = new SigningCredentials(Private, SecurityAlgorithms.EcdsaSha256);
    }

    /// <summary>Signs.</summary>
    public SigningCredentials Credentials { get; }

    /// <summary>Verifies.</summary>
    public JsonWebKey Public { get; }

    private JsonWebKey Private { get; }

    private static string CreatePem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
