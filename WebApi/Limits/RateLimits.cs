using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;
using OrleansRegistration.Keys;
using OrleansRegistration.Users;

namespace OrleansRegistration.Limits;

/// <summary>
/// Refuses requests beyond the limits of <see cref="RateLimitOptions"/>, which hold for the whole cluster. Checking a
/// limit takes one call to an <see cref="ILimitGrain"/>, or none when limits are switched off.
/// </summary>
internal sealed class RateLimits(IGrainFactory grains, DerivedSecrets secrets, IOptions<RateLimitOptions> options)
{
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

        var wait = await grains.GetLimit(kind, secrets.LimitKey(subject)).TakeAsync(options.Value.Of(kind));
        return wait > TimeSpan.Zero ? Problems.ForLimit(wait) : null;
    }
}
