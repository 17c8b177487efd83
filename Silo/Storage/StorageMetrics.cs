using System.Diagnostics.Metrics;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.Storage;

/// <summary>The instruments of storage. In mode AdoNet a batch has one row.</summary>
internal sealed class StorageMetrics
{
    private static readonly InstrumentAdvice<int> Rows = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256],
    };

    private readonly Histogram<int> _sizes;
    private readonly Histogram<double> _durations;
    private readonly Histogram<double> _waits;

    /// <summary>Adds the instruments.</summary>
    public StorageMetrics(IMeterFactory meters)
    {
        var meter = meters.ForService();
        _sizes = meter.CreateHistogram("registration.storage.batch.size", "{row}", "Rows of a batch", tags: null, Rows);
        _durations = meter.CreateSeconds(
            "registration.storage.batch.duration",
            "How long a batch took, from its first statement to the answer of its commit"
        );
        _waits = meter.CreateSeconds(
            "registration.storage.queue.duration",
            "How long the oldest request of a batch waited for it"
        );
    }

    /// <summary>Whether somebody reads the instruments.</summary>
    public bool IsRead => _durations.Enabled;

    /// <summary>Records a batch.</summary>
    /// <param name="database">The number of the database.</param>
    public void Record(string operation, int database, int rows, TimeSpan waited, TimeSpan took, Exception? failure)
    {
        var by = new KeyValuePair<string, object?>("operation", operation);
        var of = new KeyValuePair<string, object?>("database", database);
        _sizes.Record(rows, by, of);
        _waits.Record(waited.TotalSeconds, by, of);
        if (failure is null)
        {
            _durations.Record(took.TotalSeconds, by, of);
        }
        else
        {
            _durations.Record(took.TotalSeconds, by, of, new("error.type", failure.GetType().Name));
        }
    }
}
