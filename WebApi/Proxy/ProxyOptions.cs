using System.ComponentModel.DataAnnotations;
using System.Net;

namespace OrleansRegistration.Proxy;

/// <summary>
/// Settings <c>Proxy:*</c>: which proxies are believed when they say who calls and by which scheme (<c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>).
/// None by default: these headers are then ignored, and so they are when they come from elsewhere.
/// </summary>
internal sealed class ProxyOptions : IValidatableObject
{
    /// <summary><c>Proxy:KnownNetworks:0</c> …: networks of proxies, as <c>10.0.0.0/8</c>. Or all in one, with commas.</summary>
    public IList<string> KnownNetworks { get; } = [];

    /// <summary><c>Proxy:KnownAddresses:0</c> …: addresses of proxies, as <c>10.0.0.1</c>. Or all in one, with commas.</summary>
    public IList<string> KnownAddresses { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var i = 0; i < KnownNetworks.Count; i++)
        {
            if (!IPNetwork.TryParse(KnownNetworks[i], out _))
            {
                yield return new ValidationResult(
                    $"Proxy:KnownNetworks:{i} must be a network such as 10.0.0.0/8 or fd00::/8, with no bit set after its prefix.",
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
