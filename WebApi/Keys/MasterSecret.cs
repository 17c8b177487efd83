using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Keys;

/// <summary>
/// The one secret that is not in the database. It comes from <c>Keys:MasterSecret</c> or the data directory
/// (docs/adr/0011-sessions-and-keys.md).
/// </summary>
internal sealed class MasterSecret
{
    private const string FileName = "master.key";
    private const int Bytes = 32;

    /// <summary>Reads the secret, or makes it.</summary>
    public MasterSecret(IOptions<KeyOptions> options, DataDirectory data)
    {
        var configured = options.Value.MasterSecret;
        var secret = Encoding.UTF8.GetBytes(
            configured.Length > 0 ? configured : data.ReadOrCreateKey(FileName, Create).Trim()
        );
        EncryptionKey = Derive(secret, "registration/key-ring/encryption");
        Check = Convert.ToBase64String(Derive(secret, "registration/key-ring/check"));
    }

    /// <summary>The key that encrypts the key ring: AES-256.</summary>
    public byte[] EncryptionKey { get; }

    /// <summary>Differs between two master secrets, and reveals nothing about either.</summary>
    public string Check { get; }

    private static byte[] Derive(byte[] secret, string purpose) => // RFC 5869
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Bytes, salt: [], Encoding.UTF8.GetBytes(purpose));

    private static string Create() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));
}
