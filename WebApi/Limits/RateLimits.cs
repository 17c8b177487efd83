using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;
using OrleansRegistration.Keys;
using OrleansRegistration.Users;

namespace OrleansRegistration.Limits;

/// <summary>
/// Refuses requests beyond the limits of <see cref="RateLimitOptions"/>, cluster-wide: each is one call to an <see cref="ILimitGrain"/>, and none when
/// they are switched off.
/// </summary>
internal sealed class RateLimits(IGrainFactory grains, DerivedSecrets hash, IOptions<RateLimitOptions> options)
{
    /// <summary>Middleware: the limits per address of the endpoints that have one, before a body is read.</summary>
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

    /// <summary>Takes a turn of the limit for <paramref name="subject"/>, an address or an account.</summary>
    /// <returns>The refusal; <c>null</c> when there was a turn.</returns>
    public async Task<Problem?> TakeAsync(LimitKind kind, string subject)
    {
        if (!options.Value.Enabled)
        {
            return null;
        }

        var wait = await grains.GetLimit(kind, hash.LimitKey(subject)).TakeAsync(options.Value.Of(kind));
        return wait > TimeSpan.Zero ? Problems.ForLimit(wait) : null;
    }
}
