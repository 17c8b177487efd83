using System.Diagnostics.Metrics;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.ReadModel;

/// <summary>How far the read model is behind. Each node says the same.</summary>
internal sealed class ReadModelMetrics
{
    private readonly Instrument _behind;
    private long _count;
    private DateTimeOffset? _oldest;

    /// <summary>Adds the instruments.</summary>
    public ReadModelMetrics(IMeterFactory meters, ServiceClock clock)
    {
        var meter = meters.ForService();
        _behind = meter.CreateObservableGauge(
            "registration.read_model.behind",
            () => _count,
            "{change}",
            "Changes of rows that the read model does not show yet"
        );
        meter.CreateObservableGauge(
            "registration.read_model.lag",
            () => _oldest is { } since ? Math.Max(0, (clock.Now - since).TotalSeconds) : 0,
            "s",
            "For how long the oldest of these changes has waited"
        );
    }

    /// <summary>Whether somebody reads the instruments.</summary>
    public bool IsRead => _behind.Enabled;

    /// <summary>Says how many changes wait, and since when the oldest one does.</summary>
    public void Tell(long count, DateTimeOffset? oldest) => (_count, _oldest) = (count, oldest);
}
