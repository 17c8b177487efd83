using System.Diagnostics.Metrics;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.Passwords;

/// <summary>The instruments of <see cref="PasswordHasher"/>.</summary>
internal sealed class HashMetrics
{
    private static readonly KeyValuePair<string, object?>[] Lines =
    [
        .. Enum.GetValues<PasswordLine>().Select(line => new KeyValuePair<string, object?>("line", TagValue.Of(line))),
    ];

    private readonly Histogram<double> _waits;
    private readonly Histogram<double> _hashes;
    private readonly Counter<long> _refusals;

    /// <summary>Adds the instruments.</summary>
    /// <param name="length">The number of hashes that wait in a line.</param>
    public HashMetrics(IMeterFactory meters, Func<PasswordLine, int> length)
    {
        var meter = meters.ForService();
        _waits = meter.CreateSeconds("registration.password.queue.duration", "How long a hash waited for a thread");
        _hashes = meter.CreateSeconds("registration.password.hash.duration", "How long a password hash took");
        _refusals = meter.CreateCounter<long>(
            "registration.password.refusals",
            "{hash}",
            "Hashes that were refused because too many waited"
        );
        meter.CreateObservableGauge(
            "registration.password.queue.length",
            () => Enum.GetValues<PasswordLine>().Select(line => new Measurement<int>(length(line), Lines[(int)line])),
            "{hash}",
            "Hashes that wait for a thread"
        );
    }

    public void Refused(PasswordLine line) => _refusals.Add(1, Lines[(int)line]);

    public void Waited(PasswordLine line, TimeSpan time) => _waits.Record(time.TotalSeconds, Lines[(int)line]);

    public void Hashed(TimeSpan time) => _hashes.Record(time.TotalSeconds);
}
