using System.Globalization;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Pieces;

/// <summary>
/// The cost of a full batch of mutations before the database: the queue, and the arrays of the statement.
/// </summary>
[MemoryDiagnoser]
public class BatchBenchmarks
{
    private const int Rows = 256;
    private const int PayloadSize = 300;
    private readonly Task<bool>[] _answers = new Task<bool>[Rows];
    private RowMutation[] _changes = [];
    private BatchQueue<RowMutation, bool> _queue = null!;

    [GlobalSetup]
    public void Start()
    {
        var payload = new byte[PayloadSize];
        _changes = Array.ConvertAll(
            Enumerable.Range(0, Rows).ToArray(),
            row => new RowMutation(
                new("username", string.Create(CultureInfo.InvariantCulture, $"username/user{row:D6}")),
                null,
                payload
            )
        );
        _queue = new("write", batch => new bool[batch.Count], new(), NullLogger.Instance);
    }

    [GlobalCleanup]
    public void Stop() => _queue.Dispose();

    /// <summary>Makes a few batches, because the queue takes all waiting mutations whenever it is free.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public Task<bool[]> QueueRoundTrip()
    {
        for (var i = 0; i < Rows; i++)
        {
            _answers[i] = _queue.AskAsync(_changes[i]);
        }

        return Task.WhenAll(_answers);
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public int Arrays() =>
        PostgreSqlRowStore.Array(_changes, change => change.Key.GrainType).Length
        + PostgreSqlRowStore.Array(_changes, change => change.Key.GrainKey).Length
        + PostgreSqlRowStore.Array(_changes, change => change.Version).Length
        + PostgreSqlRowStore.Array(_changes, change => change.Payload).Length;
}
