using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.InvitationCodes;

/// <summary>The pending redemptions of the codes that are in the memory of this silo. Thread-safe.</summary>
internal sealed class RedemptionMetrics
{
    // Also a code whose activation failed must not stay in memory because of this.
    private readonly ConditionalWeakTable<object, Func<int>> _codes = [];
    private readonly Instrument _pending;

    /// <summary>Adds the instrument.</summary>
    public RedemptionMetrics(IMeterFactory meters) =>
        _pending = meters
            .ForService()
            .CreateObservableGauge(
                "registration.redemptions.pending",
                () => _codes.Sum(code => code.Value()),
                "{redemption}",
                "Redemptions that are neither counted nor cancelled, of the codes in memory"
            );

    /// <summary>Counts the pending redemptions of a code from now on, if somebody reads the instrument.</summary>
    /// <param name="pending">Reads their number; it is called on any thread.</param>
    public void Add(object code, Func<int> pending)
    {
        if (_pending.Enabled)
        {
            _codes.AddOrUpdate(code, pending);
        }
    }

    /// <summary>Says that a code leaves memory.</summary>
    public void Remove(object code) => _codes.Remove(code);
}
