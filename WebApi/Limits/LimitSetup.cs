namespace OrleansRegistration.Limits;

/// <summary>Start-up step: how often clients may ask.</summary>
internal static class LimitSetup
{
    /// <summary>Adds the limits.</summary>
    public static void AddLimits(this WebApplicationBuilder builder) => builder.Services.AddSingleton<RateLimits>();
}
