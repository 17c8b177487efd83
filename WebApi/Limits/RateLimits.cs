using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;
using OrleansRegistration.Keys;
using OrleansRegistration.Retries;
using OrleansRegistration.Telemetry;
using OrleansRegistration.Users;

namespace OrleansRegistration.Limits;

/// <summary>
/// Refuses requests beyond the limits of <see cref="RateLimitOptions"/>, which hold for the whole cluster. Checking a
/// limit takes one call to an <see cref="ILimitGrain"/>, or none when limits are switched off.
/// </summary>
internal sealed class RateLimits(
    IGrainFactory grains,
    DerivedSecrets secrets,
    IOptions<RateLimitOptions> options,
    IMeterFactory meters
)
{
    private readonly Counter<long> _refusals = meters
        .ForService()
        .CreateCounter<long>("registration.limit.refusals", "{request}", "Requests beyond a limit, by its kind");

    /// <summary>Middleware: checks the limit per address of an endpoint before its body is read.</summary>
    public static async Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        if (
            context.GetEndpoint()?.Metadata.GetMetadata<AddressLimit>() is { } limit
            && await context
                .RequestServices.GetRequiredService<RateLimits>()
                .TakeAsync(limit.Kind, ClientAddress.KeyOf(context.Connection.RemoteIpAddress))
                is { } refusal
        )
        {
            await refusal.ExecuteAsync(context);
            return;
        }

        await next(context);
    }

    /// <summary>Counts a request against the limit of <paramref name="subject"/>, an address or an account.</summary>
    /// <returns>The refusal, or <c>null</c> when the limit allows the request.</returns>
    public async Task<Problem?> TakeAsync(LimitKind kind, string subject)
    {
        if (!options.Value.Enabled)
        {
            return null;
        }

        var key = secrets.LimitKey(subject);
        var wait = await Retry.CallAsync(() => grains.GetLimit(kind, key).TakeAsync(options.Value.Of(kind)));
        if (wait <= TimeSpan.Zero)
        {
            return null;
        }

        _refusals.Add(1, new KeyValuePair<string, object?>("kind", TagValue.Of(kind)));
        return Problems.ForLimit(wait);
    }
}
