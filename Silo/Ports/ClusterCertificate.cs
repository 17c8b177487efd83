using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Orleans.Connections.Security;

namespace OrleansRegistration.Hosting;

/// <summary>
/// The certificate that all silos and Web APIs of a cluster share. Each process shows the first certificate of its file
/// and accepts exactly those in the file. No authority, name or date decides: a process that can read the file is a
/// member of the cluster. A second certificate in the file lets a cluster change from one to the other.
/// </summary>
internal sealed class ClusterCertificate
{
    private const string FileName = "cluster.pem";
    private const string Name = "registration-cluster";

    private readonly X509Certificate2 _own;
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _accepted;

    private ClusterCertificate(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem, pem);

        // Through PKCS 12, because Windows cannot use a key for TLS that is only in memory.
        _own = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        var all = new X509Certificate2Collection();
        all.ImportFromPem(pem);
        _accepted = [.. all.Select(accepted => accepted.RawDataMemory)];
    }

    /// <summary>
    /// Reads the certificate. If the settings name none, the certificate of the data directory is used and made if it
    /// is absent.
    /// </summary>
    /// <exception cref="StartUpException">The file is missing, or has no certificate or no private key.</exception>
    public static ClusterCertificate Load(IConfiguration configuration, ClusterSettings cluster)
    {
        var place = cluster.Certificate.Length > 0 ? cluster.Certificate : FileName;
        try
        {
            var options = new ServiceOptions();
            configuration.Bind(options);
            return new(
                cluster.Certificate.Length > 0
                    ? File.ReadAllText(place)
                    : new DataDirectory(Options.Create(options)).ReadOrCreateKey(FileName, Create)
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartUpException(
                $"Cluster:Certificate: '{place}' cannot be used. {failure.Message} "
                    + "It must be a PEM file with a certificate and its private key.",
                failure
            );
        }
    }

    /// <summary>Makes a connection show the certificate and accept only those of the file.</summary>
    public void Configure(TlsOptions tls)
    {
        tls.LocalCertificate = _own;
        tls.RemoteCertificateMode = tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
        tls.RemoteCertificateValidation = (other, _, _) =>
            _accepted.Any(accepted => accepted.Span.SequenceEqual(other.RawDataMemory.Span));
        tls.OnAuthenticateAsClient = (_, options) => options.TargetHost = Name;
    }

    /// <summary>Makes a certificate.</summary>
    /// <returns>PEM: the certificate and its private key.</returns>
    public static string Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1"), new("1.3.6.1.5.5.7.3.2")], critical: false)
        ); // the purposes "TLS server" and "TLS client"

        // Valid for ever: other processes compare the certificate and ignore its dates.
        using var certificate = request.CreateSelfSigned(
            new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero)
        );
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }
}
