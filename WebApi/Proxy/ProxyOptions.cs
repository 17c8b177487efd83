using System.ComponentModel.DataAnnotations;
using System.Net;

namespace OrleansRegistration.Proxy;

/// <summary>
/// Settings <c>Proxy:*</c>: the proxies whose headers <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed.
/// These headers are ignored when they come from elsewhere. Default: no proxy.
/// </summary>
internal sealed class ProxyOptions : IValidatableObject
{
    /// <summary>
    /// <c>Proxy:KnownNetworks:0</c> …: networks of proxies, such as <c>10.0.0.0/8</c>. May also be one text with
    /// commas.
    /// </summary>
    public IList<string> KnownNetworks { get; } = [];

    /// <summary>
    /// <c>Proxy:KnownAddresses:0</c> …: addresses of proxies, such as <c>10.0.0.1</c>. May also be one text with
    /// commas.
    /// </summary>
    public IList<string> KnownAddresses { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < KnownNetworks.Count; i++)
        {
            if (!IPNetwork.TryParse(KnownNetworks[i], out _))
            {
                yield return new ValidationResult(
                    $"Proxy:KnownNetworks:{i} must be a network such as 10.0.0.0/8 or fd00::/8, "
                        + "with no bit set after its prefix.",
                    [nameof(KnownNetworks)]
                );
            }
        }

        for (var i = 0; i < KnownAddresses.Count; i++)
        {
            if (!IPAddress.TryParse(KnownAddresses[i], out _))
            {
                yield return new ValidationResult(
                    $"Proxy:KnownAddresses:{i} must be an IP address such as 10.0.0.1 or fd00::1.",
                    [nameof(KnownAddresses)]
                );
            }
        }
    }
}
