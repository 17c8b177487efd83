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
        var text = secret.Seal(plain);
        CryptographicOperations.ZeroMemory(plain);
        return new(new XElement("aesGcm", text), typeof(MasterSecretXmlDecryptor));
    }
}
