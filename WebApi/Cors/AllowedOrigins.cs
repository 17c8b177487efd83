using System.Text;
using Microsoft.Extensions.Options;

namespace OrleansRegistration.Cors;

/// <summary>The sites of <c>Cors:Origins</c>, for CORS and for the check of cookies.</summary>
internal sealed class AllowedOrigins(IOptions<CorsSettings> options)
{
    private readonly HashSet<Origin> _origins =
    [
        .. options.Value.Origins.Select(text => Origin.TryParse(text, out var origin) ? origin : null).OfType<Origin>(),
    ];

    /// <summary>
    /// Whether a header <c>Origin</c> names one of the sites. The header must be ASCII, because the answer repeats it;
    /// browsers send A-labels (RFC 6454, 6.2).
    /// </summary>
    public bool Contains(string header) =>
        Ascii.IsValid(header) && Origin.TryParse(header, out var origin) && _origins.Contains(origin);
}
