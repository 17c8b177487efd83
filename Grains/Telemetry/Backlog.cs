using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OrleansRegistration.Telemetry;

/// <summary>
/// What waits in the shards of a kind that are active in this silo, as each shard told last. A shard that has told
/// nothing for a while has left memory or moved to another silo, and counts no more. Thread-safe.
/// </summary>
internal abstract class Backlog
{
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Told> _shards = [];
    private readonly ServiceClock _clock;
    private readonly Instrument _length;

    private readonly record struct Told(int Count, TimeSpan Age, DateTimeOffset At);

    /// <summary>Adds the instruments.</summary>
    protected Backlog(
        IMeterFactory meters,
        ServiceClock clock,
        (string Name, string Unit, string Description) length,
        (string Name, string Description) age
    )
    {
        _clock = clock;
        Meter = meters.ForService();
        _length = Meter.CreateObservableGauge(
            length.Name,
            () => Heard().Sum(shard => shard.Count),
            length.Unit,
            length.Description
        );
        Meter.CreateObservableGauge(
            age.Name,
            () => Heard().Max(shard => (double?)shard.Age.TotalSeconds) ?? 0,
            "s",
            age.Description
        );
    }

    /// <summary>The meter of the service.</summary>
    protected Meter Meter { get; }

    /// <summary>Whether somebody reads the instruments.</summary>
    public bool IsRead => _length.Enabled;

    /// <summary>Says what waits in a shard.</summary>
    /// <param name="oldest">Since when the oldest waits; <c>null</c> when nothing waits.</param>
    public void Tell(string shard, int count, DateTimeOffset? oldest) =>
        _shards[shard] = new(
            count,
            oldest is { } since ? TimeSpan.FromTicks(Math.Max(0, (_clock.Now - since).Ticks)) : default,
            _clock.Steady
        );

    private IEnumerable<Told> Heard() => _shards.Values.Where(shard => _clock.Steady - shard.At <= MaxSilence);
}
