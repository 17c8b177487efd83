using BenchmarkDotNet.Attributes;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Pieces;

/// <summary>Calls of one grain that share two writes.</summary>
[MemoryDiagnoser]
public class GroupCommitBenchmarks
{
    private const int Calls = 256;
    private readonly Task[] _durable = new Task[Calls];
    private readonly HeldStorage _storage = new();
    private GroupCommit<OutboxRecord> _record = null!;

    [GlobalSetup]
    public void Load()
    {
        _record = new(
            new("outbox", BenchGrainContext.Create(_storage)),
            () => throw new InvalidOperationException("A write failed.")
        );
        _record.TryAssumeAbsent();
    }

    /// <summary>Makes two writes: one for the first call, and one for all others.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public Task Save()
    {
        for (var i = 0; i < Calls; i++)
        {
            _durable[i] = _record.SaveAsync(new());
        }

        _storage.Release();
        _storage.Release();
        return Task.WhenAll(_durable);
    }
}
