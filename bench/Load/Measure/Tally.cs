using System.Diagnostics;
using HdrHistogram;
using OrleansRegistration.Bench.Wire;

namespace OrleansRegistration.Bench.Measure;

/// <summary>Collects statuses and latencies of one kind of request. It is thread-safe.</summary>
internal sealed class Tally
{
    private const long MicrosecondsPerSecond = 1_000_000;
    private const long HighestMicroseconds = 600 * MicrosecondsPerSecond;
    private const int Digits = 3;

    private readonly LongConcurrentHistogram _accepted = new(1, HighestMicroseconds, Digits);
    private readonly LongConcurrentHistogram _refused = new(1, HighestMicroseconds, Digits);
    private readonly int[] _statuses = new int[Reply.Limit];

    /// <summary>Adds a reply.</summary>
    /// <param name="since">The timestamp from which the latency counts.</param>
    public void Add(int status, long since)
    {
        Interlocked.Increment(ref _statuses[status]);
        var histogram =
            Reply.IsAccepted(status) ? _accepted
            : Reply.IsRefused(status) ? _refused
            : null;
        histogram?.RecordValue(
            Math.Clamp(
                (Stopwatch.GetTimestamp() - since) * MicrosecondsPerSecond / Stopwatch.Frequency,
                1,
                HighestMicroseconds
            )
        );
    }

    /// <summary>The number of requests.</summary>
    public int Total => _statuses.Sum();

    /// <summary>The number of requests whose status meets <paramref name="condition"/>.</summary>
    public int Count(Func<int, bool> condition) => _statuses.Where((_, status) => condition(status)).Sum();

    /// <summary>The number of requests by status.</summary>
    public Dictionary<string, int> Statuses() =>
        _statuses
            .Index()
            .Where(status => status.Item > 0)
            .ToDictionary(status => Reply.Name(status.Index), status => status.Item);

    /// <summary>The latencies of accepted requests.</summary>
    public Latency Accepted => Latency.Of(_accepted);

    /// <summary>The latencies of refused requests.</summary>
    public Latency Refused => Latency.Of(_refused);
}
