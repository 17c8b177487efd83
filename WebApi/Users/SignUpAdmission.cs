using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;

namespace OrleansRegistration.Users;

/// <summary>
/// Lets in as many sign-ups at once as will be answered within <see cref="RegistrationOptions.PatienceSeconds"/>, at most
/// <see cref="RegistrationOptions.MaxInFlight"/>, and queues none: the others are refused at once. How many that are follows from how long the last
/// new accounts took with so many inside (Little's law). Thread-safe.
/// </summary>
/// <remarks>
/// A filter takes the place, after the body was read, so that slow senders hold none; middleware looks before, so that a refusal costs little.
/// </remarks>
internal sealed class SignUpAdmission(IOptions<RegistrationOptions> options, TimeProvider time)
{
    /// <summary>What is let in in any case: hardly more than a second's work for one core, so that a hiccup does not close the door.</summary>
    private const int LeastPerCore = 32;

    private const double Smoothing = 1.0 / 64;

    private readonly int _least = Math.Min(LeastPerCore * Environment.ProcessorCount, options.Value.MaxInFlight);
    private int _inside;

    // Requests may lose each other's updates: it is an estimate.
    private double _limit = options.Value.MaxInFlight;

    /// <summary>How many are let in at once now.</summary>
    public int Limit => (int)_limit;

    /// <summary>Whether another sign-up would be refused.</summary>
    public bool IsFull => Volatile.Read(ref _inside) >= Limit;

    /// <summary>The share of all places that is taken, 0 to 1.</summary>
    public double Load => Math.Min(1, (double)Volatile.Read(ref _inside) / Limit);

    /// <summary>Refuses what finds the service full before anything is read. For the endpoints that have this as metadata.</summary>
    public static Task RefuseEarlyAsync(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<SignUpAdmission>() is { IsFull: true } ? Outcomes.OfFullNode().ExecuteAsync(context) : next(context);

    /// <summary>The filter.</summary>
    public async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var inside = Interlocked.Increment(ref _inside);
        try
        {
            if (inside > Limit)
            {
                return Outcomes.OfFullNode();
            }

            var start = time.GetTimestamp();
            var result = await next(context);
            if ((result as INestedHttpResult)?.Result is Created<RegisterResponse>)
            {
                Learn(inside, time.GetElapsedTime(start).TotalSeconds);
            }

            return result;
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    private void Learn(int inside, double seconds)
    {
        var answeredInTime = seconds > 0 ? inside * options.Value.PatienceSeconds / seconds : options.Value.MaxInFlight;
        _limit = Math.Clamp(_limit + ((answeredInTime - _limit) * Smoothing), _least, options.Value.MaxInFlight);
    }
}
