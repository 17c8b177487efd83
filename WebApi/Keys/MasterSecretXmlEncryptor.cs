using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace OrleansRegistration.Keys;

/// <summary>
/// Encrypts the keys of Data Protection under the master secret: AES-256-GCM (NIST SP 800-38D), each with a random
/// nonce.
/// </summary>
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
