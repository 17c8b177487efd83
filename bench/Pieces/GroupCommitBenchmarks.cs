using BenchmarkDotNet.Attributes;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Pieces;

/// <summary>Calls of one grain that share two writes, over storage that is done when told.</summary>
[MemoryDiagnoser]
public class GroupCommitBenchmarks
{
    private const int Calls = 256;
    private readonly Task[] durable = new Task[Calls];
    private readonly HeldStorage storage = new();
    private GroupCommit<OutboxRecord> record = null!;

    [GlobalSetup]
    public void Load()
    {
        record = new(
            new("outbox", BenchGrainContext.Create(storage)),
            () => throw new InvalidOperationException("A write failed.")
        );
        record.TryAssumeAbsent();
    }

    /// <summary>The first call's write, and one for all others.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public Task Save()
    {
        for (var i = 0; i < Calls; i++)
        {
            durable[i] = record.SaveAsync(new());
        }

        storage.Release();
        storage.Release();
        return Task.WhenAll(durable);
    }
}
