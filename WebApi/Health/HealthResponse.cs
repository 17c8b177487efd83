using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Health;

/// <summary>The answer of a healthy service.</summary>
internal sealed record HealthResponse(
    [property: AllowedValues(HealthResponse.Healthy), Description("Always `healthy`.")] string Status
)
{
    /// <summary>The only status. A service that is not healthy answers a problem with 503.</summary>
    public const string Healthy = "healthy";
}
