using System.Diagnostics.Metrics;

namespace OrleansRegistration.Telemetry;

/// <summary>The meter of the service. A tag never holds a name, an address, a code or an id.</summary>
public static class ServiceMeter
{
    /// <summary>The name of the meter, and of the source of spans.</summary>
    public const string Name = "OrleansRegistration";

    /// <summary>The limits of the buckets of a duration, in seconds.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries =
        [
            0.0005,
            0.001,
            0.0025,
            0.005,
            0.01,
            0.025,
            0.05,
            0.1,
            0.25,
            0.5,
            1,
            2.5,
            5,
            10,
            60,
        ],
    };

    /// <summary>The meter of this container. All callers get the same one.</summary>
    public static Meter ForService(this IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        return meters.Create(Name);
    }

    /// <summary>A histogram of durations in seconds.</summary>
    public static Histogram<double> CreateSeconds(this Meter meter, string name, string description)
    {
        ArgumentNullException.ThrowIfNull(meter);
        return meter.CreateHistogram(name, "s", description, tags: null, Seconds);
    }
}
