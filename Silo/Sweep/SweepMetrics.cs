using System.Diagnostics.Metrics;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.Sweep;

/// <summary>The instruments of the sweep.</summary>
internal sealed class SweepMetrics
{
    private readonly Counter<long> _sweeps;
    private readonly Counter<long> _claims;

    /// <summary>Adds the instruments.</summary>
    public SweepMetrics(IMeterFactory meters)
    {
        var meter = meters.ForService();
        _sweeps = meter.CreateCounter<long>("registration.sweeps", "{sweep}", "Sweeps, by outcome");
        _claims = meter.CreateCounter<long>(
            "registration.sweep.claims",
            "{claim}",
            "Claims past their lease that no owner's record names"
        );
    }

    public void Done(int found) => Count("done", found);

    public void Failed() => Count("failed", found: 0);

    private void Count(string outcome, int found)
    {
        _sweeps.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _claims.Add(found);
    }
}
