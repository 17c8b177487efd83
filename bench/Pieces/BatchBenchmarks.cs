using System.Globalization;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Pieces;

/// <summary>What a full batch of changes costs before the database: the way through the queue, and the arrays of its statement.</summary>
[MemoryDiagnoser]
public class BatchBenchmarks
{
    private const int Rows = 256;
    private const int PayloadSize = 300;
    private readonly Task<bool>[] answers = new Task<bool>[Rows];
    private RowMutation[] changes = [];
    private BatchQueue<RowMutation, bool> queue = null!;

    [GlobalSetup]
    public void Start()
    {
        var payload = new byte[PayloadSize];
        changes = Array.ConvertAll(
            Enumerable.Range(0, Rows).ToArray(),
            row => new RowMutation(
                new("username", string.Create(CultureInfo.InvariantCulture, $"username/user{row:D6}")),
                null,
                payload
            )
        );
        queue = new("write", batch => new bool[batch.Count], new(), NullLogger.Instance);
    }

    [GlobalCleanup]
    public void Stop() => queue.Dispose();

    /// <summary>The queue takes what waits whenever it is free, so this is a few batches.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public Task<bool[]> QueueRoundTrip()
    {
        for (var i = 0; i < Rows; i++)
        {
            answers[i] = queue.AskAsync(changes[i]);
        }

        return Task.WhenAll(answers);
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public int Arrays() =>
        PostgreSqlRowStore.Array(changes, change => change.Key.GrainType).Length
        + PostgreSqlRowStore.Array(changes, change => change.Key.GrainKey).Length
        + PostgreSqlRowStore.Array(changes, change => change.Version).Length
        + PostgreSqlRowStore.Array(changes, change => change.Payload).Length;
}
