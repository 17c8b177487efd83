using System.Globalization;
using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>What batches add to <see cref="StorageChecks"/>.</summary>
internal static class BatchedChecks
{
    public static async Task WritesShareTransactionsAsync(BatchedGrainStorage storage, StorageHost host)
    {
        const int writes = 500;
        await Task.WhenAll(Enumerable.Range(0, writes).Select(key => WriteAsync(storage, Name(key), "one", null)));
        Assert.Equal((long)writes, await host.QueryAsync("select count(*) from grain_state where version = 1"));
        Assert.InRange(storage.WriteBatches, 2, writes / 5);

        await Task.WhenAll(
            Enumerable
                .Range(0, writes)
                .Select(async key =>
                {
                    var state = new GrainState<Note>();
                    await storage.ReadStateAsync("test", GrainId.Create("test", Name(key)), state);
                    Assert.Equal("one", state.State!.Text);
                })
        );
        Assert.InRange(storage.ReadBatches, 2, writes / 5);

        static string Name(int key) => string.Create(CultureInfo.InvariantCulture, $"code/{key}");
    }

    public static async Task NeighboursAreUnharmedAsync(
        BatchedGrainStorage storage,
        StorageHost host,
        string? refusedKey
    )
    {
        await WriteAsync(storage, "code/taken", "one", null);
        var neighbours = new List<Task<GrainState<Note>>>();
        for (var i = 0; i < 40; i++)
        {
            neighbours.Add(WriteAsync(storage, string.Create(CultureInfo.InvariantCulture, $"code/{i}"), "fine", null));
            if (i == 20)
            {
                var taken = WriteAsync(storage, "code/taken", "two", null);
                var stale = WriteAsync(storage, "code/absent", "two", "7");
                var large = WriteAsync(storage, "code/large", new('x', BatchedGrainStorage.MaxPayload), null);
                var broken = WriteAsync(storage, "code/broken", StorageHost.NotJson, null);
                var refused = refusedKey is null ? broken : WriteAsync(storage, refusedKey, "one", null);
                var escaped = WriteAsync(storage, "code/escaped", "\0", null);
                await Assert.ThrowsAsync<InconsistentStateException>(() => taken);
                await Assert.ThrowsAsync<InconsistentStateException>(() => stale);
                await Assert.ThrowsAsync<ArgumentException>(() => large);
                var refusal = await Assert.ThrowsAsync<RowRefusedException>(() => broken);
                Assert.DoesNotContain("broken", refusal.ToString(), StringComparison.Ordinal);
                Assert.Null(refusal.InnerException);
                await Assert.ThrowsAsync<RowRefusedException>(() => refused);
                neighbours.Add(escaped);
            }
        }

        Assert.All(await Task.WhenAll(neighbours), state => Assert.Equal("1", state.ETag));
        Assert.Equal(42L, await host.QueryAsync("select count(*) from grain_state"));
        var read = new GrainState<Note>();
        await storage.ReadStateAsync("test", GrainId.Create("test", "code/escaped"), read);
        Assert.Equal("\0", read.State!.Text);
    }

    private static async Task<GrainState<Note>> WriteAsync(
        BatchedGrainStorage storage,
        string key,
        string text,
        string? etag
    )
    {
        var state = new GrainState<Note>(new(text), etag);
        await storage.WriteStateAsync("test", GrainId.Create("test", key), state);
        return state;
    }
}
