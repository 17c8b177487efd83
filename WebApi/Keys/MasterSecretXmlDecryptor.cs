using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace OrleansRegistration.Keys;

/// <summary>
/// Decrypts what <see cref="MasterSecretXmlEncryptor"/> encrypted. The full name of this class is stored with each key:
/// it must not change.
/// </summary>
internal sealed class MasterSecretXmlDecryptor : IXmlDecryptor
{
    private readonly MasterSecret _secret;

    /// <summary>Takes all services: Data Protection calls no other constructor.</summary>
    public MasterSecretXmlDecryptor(IServiceProvider services) => _secret = services.GetRequiredService<MasterSecret>();

    /// <inheritdoc/>
    /// <exception cref="CryptographicException">
    /// The master secret is not the one that encrypted the element, or the element was changed.
    /// </exception>
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(_secret.Open(encryptedElement.Value)));
}
