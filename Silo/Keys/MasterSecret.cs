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

    private byte[] EncryptionKey { get; }

    /// <summary>Differs between two master secrets, and reveals nothing about either.</summary>
    public string Check { get; }

    /// <summary>
    /// Encrypts <paramref name="plain"/>: AES-256-GCM (NIST SP 800-38D) with a random nonce, in base64.
    /// </summary>
    public string Seal(ReadOnlySpan<byte> plain)
    {
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        var cipher = new byte[plain.Length];
        using var aes = new AesGcm(EncryptionKey, tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag);
        return Convert.ToBase64String([.. nonce, .. tag, .. cipher]);
    }

    /// <summary>Decrypts what <see cref="Seal"/> encrypted.</summary>
    /// <exception cref="CryptographicException">
    /// This master secret did not encrypt the text, or the text was changed.
    /// </exception>
    public byte[] Open(string text)
    {
        var all = Convert.FromBase64String(text).AsSpan();
        var nonce = all[..AesGcm.NonceByteSizes.MaxSize];
        var tag = all[nonce.Length..][..AesGcm.TagByteSizes.MaxSize];
        var cipher = all[(nonce.Length + tag.Length)..];
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(EncryptionKey, tag.Length);
        aes.Decrypt(nonce, cipher, tag, plain);
        return plain;
    }

    private static byte[] Derive(byte[] secret, string purpose) => // RFC 5869
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Bytes, salt: [], Encoding.UTF8.GetBytes(purpose));

    private static string Create() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));
}
