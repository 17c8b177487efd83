using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;
using OrleansRegistration.Passwords;
using OrleansRegistration.Users;

namespace OrleansRegistration.Admission;

/// <summary>
/// Lets in as many sign-ups at once as will be answered within <see cref="RegistrationOptions.PatienceSeconds"/>, at most
/// <see cref="RegistrationOptions.MaxInFlight"/>, and queues none: the others are refused at once (docs/adr/0023). Two rules say how many that are:
/// the sign-ups inside must get their password hashes in time, where this process hashes; and the last new accounts must have been made in time,
/// whatever they waited for. Thread-safe.
/// </summary>
/// <remarks>
/// A filter takes the place, after the body was read, so that slow senders hold none; middleware looks before, so that a refusal costs little.
/// </remarks>
/// <param name="line">The line for password hashes; <c>null</c> when silos elsewhere hash, and only the answers tell.</param>
internal sealed class SignUpAdmission(
    IOptions<RegistrationOptions> options,
    TimeProvider time,
    ISignUpLine? line = null
)
{
    /// <summary>The least limit that answers lead to: hardly more than a second's work for one core, so that a hiccup does not close the door.</summary>
    private const int LeastPerCore = 32;

    /// <summary>The share of the patience that may be spent in the line for a hash. The rest is for storage, and for hashes that get slower.</summary>
    private const double HashShare = 0.75;

    private const double Smoothing = 1.0 / 16;

    private int _inside;

    // Requests may lose each other's updates: it is an estimate. Without a line it starts low, as nothing else bounds the first burst.
    private double _limit = line is null ? LeastOf(options.Value) : options.Value.MaxInFlight;

    /// <summary>How many are let in at once, by the answers of late.</summary>
    public int Limit => (int)_limit;

    /// <summary>Whether another sign-up would be refused.</summary>
    public bool IsFull => IsFullWith(Volatile.Read(ref _inside));

    /// <summary>The share of all places that is taken, 0 to 1.</summary>
    /// <param name="own">Places not to count, as the caller's own.</param>
    public double Load(int own = 0) => Math.Min(1, LoadOf(Math.Max(0, Volatile.Read(ref _inside) - own)));

    /// <summary>Refuses what finds the service full before anything is read. For the endpoints that have this as metadata.</summary>
    public static Task RefuseEarlyAsync(HttpContext context, RequestDelegate next) =>
        context.GetEndpoint()?.Metadata.GetMetadata<SignUpAdmission>() is { IsFull: true }
            ? Problems.ForFullNode().ExecuteAsync(context)
            : next(context);

    /// <summary>The filter.</summary>
    public async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var others = Interlocked.Increment(ref _inside) - 1;
        try
        {
            if (IsFullWith(others))
            {
                return Problems.ForFullNode();
            }

            var start = time.GetTimestamp();
            var result = await next(context);
            if ((result as INestedHttpResult)?.Result is Created<RegisterResponse>)
            {
                Learn(others + 1, time.GetElapsedTime(start).TotalSeconds);
            }

            return result;
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    private bool IsFullWith(int others) => LoadOf(others) >= 1;

    private double LoadOf(int others) =>
        Math.Max(
            (double)others / Limit,
            line is null ? 0 : line.WaitBehind(others).TotalSeconds / (options.Value.PatienceSeconds * HashShare)
        );

    /// <summary>
    /// Little's law: <paramref name="inside"/> sign-ups that took <paramref name="seconds"/> show what is answered in time. A late answer lowers the
    /// limit. An early one only raises it, because a few sign-ups on an idle service show little.
    /// </summary>
    private void Learn(int inside, double seconds)
    {
        var limit = _limit;
        var answeredInTime = seconds > 0 ? inside * options.Value.PatienceSeconds / seconds : options.Value.MaxInFlight;
        if (seconds > options.Value.PatienceSeconds || answeredInTime > limit)
        {
            _limit = Math.Clamp(
                limit + ((answeredInTime - limit) * Smoothing),
                LeastOf(options.Value),
                options.Value.MaxInFlight
            );
        }
    }

    private static int LeastOf(RegistrationOptions options) =>
        Math.Min(LeastPerCore * Environment.ProcessorCount, options.MaxInFlight);
}
