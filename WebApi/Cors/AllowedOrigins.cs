using System.Text;
using Microsoft.Extensions.Options;

namespace OrleansRegistration.Cors;

/// <summary>The sites of <c>Cors:Origins</c>. CORS and the check of cookies ask here.</summary>
internal sealed class AllowedOrigins(IOptions<CorsSettings> options)
{
    private readonly HashSet<Origin> _origins =
    [
        .. options.Value.Origins.Select(text => Origin.TryParse(text, out var origin) ? origin : null).OfType<Origin>(),
    ];

    /// <summary>Whether the header <c>Origin</c> names one of them. Browsers send A-labels (RFC 6454, 6.2); the answer repeats the header, which must be ASCII.</summary>
    public bool Contains(string header) =>
        Ascii.IsValid(header) && Origin.TryParse(header, out var origin) && _origins.Contains(origin);
}
