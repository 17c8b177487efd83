using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;

namespace OrleansRegistration.Users;

/// <summary>
/// Lets in at most <see cref="RegistrationOptions.MaxInFlight"/> sign-ups at once and queues none, so that those inside wait for a password hash
/// far shorter than a lease. A filter, and not rate-limiting middleware, because filters run after the body was read: slow senders hold no place.
/// </summary>
internal sealed class SignUpAdmission(IOptions<RegistrationOptions> options) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new() { PermitLimit = options.Value.MaxInFlight, QueueLimit = 0 });

    /// <summary>The share of all places that is taken, 0 to 1.</summary>
    public double Load => 1 - ((double)_limiter.GetStatistics()!.CurrentAvailablePermits / options.Value.MaxInFlight);

    /// <summary>The filter.</summary>
    public async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        using var place = _limiter.AttemptAcquire();
        return place.IsAcquired ? await next(context) : Outcomes.OfFullNode();
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
