using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace OrleansRegistration.Keys;

/// <summary>Encrypts the keys of Data Protection under the master secret: AES-256-GCM (NIST SP 800-38D) with a random nonce each.</summary>
internal sealed class MasterSecretXmlEncryptor(MasterSecret secret) : IXmlEncryptor
{
    /// <inheritdoc/>
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var nonce = RandomNumberGenerator.GetBytes(AesGcm.NonceByteSizes.MaxSize);
        var tag = new byte[AesGcm.TagByteSizes.MaxSize];
        var cipher = new byte[plain.Length];
        using var aes = new AesGcm(secret.EncryptionKey, tag.Length);
        aes.Encrypt(nonce, plain, cipher, tag);
        CryptographicOperations.ZeroMemory(plain);
        return new(
            new XElement("aesGcm", Convert.ToBase64String([.. nonce, .. tag, .. cipher])),
            typeof(MasterSecretXmlDecryptor)
        );
    }
}

/// <summary>Decrypts them. Its name is stored with each key: do not rename it.</summary>
internal sealed class MasterSecretXmlDecryptor : IXmlDecryptor
{
    private readonly MasterSecret _secret;

    /// <summary>Called by Data Protection, which knows no other constructor.</summary>
    public MasterSecretXmlDecryptor(IServiceProvider services) => _secret = services.GetRequiredService<MasterSecret>();

    /// <inheritdoc/>
    /// <exception cref="CryptographicException">The master secret is another one, or the element was changed.</exception>
    public XElement Decrypt(XElement encryptedElement)
    {
        var all = Convert.FromBase64String(encryptedElement.Value).AsSpan();
        var nonce = all[..AesGcm.NonceByteSizes.MaxSize];
        var tag = all[nonce.Length..][..AesGcm.TagByteSizes.MaxSize];
        var cipher = all[(nonce.Length + tag.Length)..];
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(_secret.EncryptionKey, tag.Length);
        aes.Decrypt(nonce, cipher, tag, plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
