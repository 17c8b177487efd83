using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;
using OrleansRegistration.Passwords;
using OrleansRegistration.Telemetry;
using OrleansRegistration.Users;

namespace OrleansRegistration.Admission;

/// <summary>
/// Gives permits to as many sign-ups at once as will be answered within
/// <see cref="RegistrationOptions.PatienceSeconds"/>, at most <see cref="RegistrationOptions.MaxInFlight"/>. Refuses
/// all others at once and queues none (docs/adr/0023-overload.md). Thread-safe.
/// </summary>
/// <remarks>
/// Two rules decide. Where this process hashes passwords, the sign-ups with a permit must get their hashes in time. And
/// the last new accounts must have been created in time, whatever they waited for. A filter takes the permit after the
/// body was read, so that slow senders hold none. <see cref="EarlyRefusal"/> looks before that.
/// </remarks>
internal sealed class SignUpAdmission
{
    /// <summary>
    /// Slow answers never lower the limit further: hardly more than a second's work for one core, so that a hiccup does
    /// not stop sign-ups.
    /// </summary>
    private const int LeastPerCore = 32;

    /// <summary>
    /// The share of the patience that may be spent in the line for a hash. The rest is for storage, and for hashes that
    /// get slower.
    /// </summary>
    private const double HashShare = 0.75;

    private const double Smoothing = 1.0 / 16;

    private readonly RegistrationOptions _options;
    private readonly TimeProvider _time;
    private readonly ISignUpLine? _line;
    private readonly Counter<long> _refusals;
    private int _inside;

    // An estimate: concurrent requests may overwrite each other's updates. Without a line it starts low, because
    // nothing else bounds the first burst.
    private double _limit;

    /// <summary>Gives all permits.</summary>
    /// <param name="line">The line for password hashes, or <c>null</c> when only silos elsewhere hash.</param>
    public SignUpAdmission(
        IOptions<RegistrationOptions> options,
        TimeProvider time,
        IMeterFactory meters,
        ISignUpLine? line = null
    )
    {
        (_options, _time, _line) = (options.Value, time, line);
        _limit = line is null ? LeastOf(_options) : _options.MaxInFlight;
        var meter = meters.ForService();
        _refusals = meter.CreateCounter<long>(
            "registration.admission.refusals",
            "{sign_up}",
            "Sign-ups that were refused because there was no permit"
        );
        meter.CreateObservableGauge(
            "registration.admission.in_flight",
            () => Volatile.Read(ref _inside),
            "{sign_up}",
            "Sign-ups with a permit"
        );
        meter.CreateObservableGauge("registration.admission.limit", () => Limit, "{sign_up}", "Permits at once");
    }

    /// <summary>How many permits there are at once, as recent answers show.</summary>
    public int Limit => (int)_limit;

    /// <summary>Whether another sign-up would be refused.</summary>
    public bool IsFull => IsFullWith(Volatile.Read(ref _inside));

    /// <summary>The share of all permits that is taken, 0 to 1.</summary>
    /// <param name="own">How many permits to leave out, such as the caller's own.</param>
    public double Load(int own = 0) => Math.Min(1, LoadOf(Math.Max(0, Volatile.Read(ref _inside) - own)));

    /// <summary>Endpoint filter: holds a permit while the handler works, or refuses.</summary>
    public async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var others = Interlocked.Increment(ref _inside) - 1;
        try
        {
            if (IsFullWith(others))
            {
                CountRefusal();
                return Problems.ForOverload();
            }

            var start = _time.GetTimestamp();
            var result = await next(context);
            if (
                (result as INestedHttpResult)?.Result is IStatusCodeHttpResult
                {
                    StatusCode: StatusCodes.Status201Created
                }
            )
            {
                Learn(others + 1, _time.GetElapsedTime(start).TotalSeconds);
            }

            return result;
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    /// <summary>Counts a sign-up that was refused because there was no permit.</summary>
    public void CountRefusal() => _refusals.Add(1);

    private bool IsFullWith(int others) => LoadOf(others) >= 1;

    private double LoadOf(int others) =>
        Math.Max(
            (double)others / Limit,
            _line is null ? 0 : _line.WaitBehind(others).TotalSeconds / (_options.PatienceSeconds * HashShare)
        );

    /// <summary>
    /// Adjusts the limit by Little's law: <paramref name="inside"/> sign-ups at once, answered in
    /// <paramref name="seconds"/>, show how many are answered in time. A late answer lowers the limit. An early one
    /// only raises it, because a few sign-ups on an idle service show little.
    /// </summary>
    private void Learn(int inside, double seconds)
    {
        var limit = _limit;
        var answeredInTime = seconds > 0 ? inside * _options.PatienceSeconds / seconds : _options.MaxInFlight;
        if (seconds > _options.PatienceSeconds || answeredInTime > limit)
        {
            _limit = Math.Clamp(
                limit + ((answeredInTime - limit) * Smoothing),
                LeastOf(_options),
                _options.MaxInFlight
            );
        }
    }

    private static int LeastOf(RegistrationOptions options) =>
        Math.Min(LeastPerCore * Environment.ProcessorCount, options.MaxInFlight);
}
