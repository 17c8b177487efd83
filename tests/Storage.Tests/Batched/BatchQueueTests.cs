using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;

namespace OrleansRegistration.Storage;

/// <summary>
/// The queue over a database that the test holds. Its first batch is under way until <see cref="_release"/>.
/// </summary>
public sealed class BatchQueueTests : IDisposable
{
    private readonly List<string[]> _batches = [];
    private readonly ManualResetEventSlim _started = new();
    private readonly ManualResetEventSlim _release = new();
    private BatchQueue<RowMutation, bool>? _queue;

    public void Dispose()
    {
        _release.Set();
        _queue?.Dispose();
        _started.Dispose();
        _release.Dispose();
    }

    [Fact]
    public async Task A_lone_request_goes_at_once_and_what_waits_meanwhile_goes_together_in_key_order()
    {
        var asks = Hold(new());
        asks.AddRange(new[] { "c", "b", "a" }.Select(key => Ask(key)));
        await ReleaseAsync(asks);
        Assert.Equal(
            [
                ["first"],
                ["a", "b", "c"],
            ],
            _batches
        );
    }

    [Fact]
    public async Task Two_requests_for_one_key_are_in_two_batches_in_their_order()
    {
        var asks = Hold(new());
        asks.AddRange([Ask("a"), Ask("b"), Ask("a"), Ask("c")]);
        await ReleaseAsync(asks);
        Assert.Equal(
            [
                ["first"],
                ["a", "b"],
                ["a", "c"],
            ],
            _batches
        );
    }

    [Fact]
    public async Task A_batch_is_bounded_in_rows_and_in_bytes()
    {
        var asks = Hold(new(Rows: 3, Bytes: 100));
        asks.AddRange([Ask("a"), Ask("b"), Ask("c"), Ask("d", 60), Ask("e", 60), Ask("f", 500), Ask("g", 1)]);
        await ReleaseAsync(asks);
        Assert.Equal(
            [
                ["first"],
                ["a", "b", "c"],
                ["d"],
                ["e"],
                ["f"],
                ["g"],
            ],
            _batches
        );
    }

    [Theory]
    [InlineData(5, 1000, 5)]
    [InlineData(100, 3, 4)]
    public async Task Beyond_its_bounds_the_queue_refuses_at_once_and_harms_nobody(int rows, long bytes, int admitted)
    {
        var asks = Hold(new(WaitingRows: rows, WaitingBytes: bytes));
        asks.AddRange(Enumerable.Range(0, admitted).Select(key => Ask(key.ToString(CultureInfo.InvariantCulture))));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Ask("late"));
        await ReleaseAsync(asks);
        Assert.True(await Ask("later"));
    }

    [Fact]
    public async Task Closing_answers_what_waits_and_takes_no_more()
    {
        var asks = Hold(new());
        asks.AddRange(Enumerable.Range(0, 1000).Select(key => Ask(key.ToString(CultureInfo.InvariantCulture))));
        var closing = Task.Run(_queue!.Dispose, TestContext.Current.CancellationToken);
        _release.Set();
        await closing;
        Assert.All(asks, ask => Assert.True(ask.IsCompletedSuccessfully));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Ask("late"));
    }

    [Fact]
    public async Task A_refused_batch_is_tried_row_by_row_and_only_the_row_at_fault_fails()
    {
        var asks = Hold(new());
        asks.AddRange([Ask("a"), Ask("b"), Ask("refused"), Ask("z")]);
        _release.Set();
        await Assert.ThrowsAsync<RowRefusedException>(() => asks[3]);
        asks.RemoveAt(3);
        await ReleaseAsync(asks);
        Assert.Equal(
            [
                ["first"],
                ["a", "b", "refused", "z"],
                ["a"],
                ["b"],
                ["refused"],
                ["z"],
            ],
            _batches
        );
    }

    [Fact]
    public async Task A_batch_of_unknown_outcome_fails_all_its_rows_and_is_never_tried_again()
    {
        var asks = Hold(new());
        asks.AddRange([Ask("a"), Ask("lost"), Ask("z")]);
        _release.Set();
        Assert.True(await asks[0]);
        foreach (var ask in asks[1..])
        {
            await Assert.ThrowsAsync<TimeoutException>(() => ask);
        }

        Assert.True(await Ask("later"));
        Assert.Equal(
            [
                ["first"],
                ["a", "lost", "z"],
                ["later"],
            ],
            _batches
        );
    }

    private List<Task<bool>> Hold(BatchLimits limits)
    {
        _queue = new("write", Run, limits, NullLogger.Instance);
        var first = Ask("first");
        _started.Wait(TestContext.Current.CancellationToken);
        return [first];
    }

    private async Task ReleaseAsync(List<Task<bool>> asks)
    {
        _release.Set();
        Assert.All(await Task.WhenAll(asks), Assert.True);
    }

    private Task<bool> Ask(string key, int bytes = 1) => _queue!.AskAsync(new(new("test", key), null, new byte[bytes]));

    private bool[] Run(IReadOnlyList<RowMutation> batch)
    {
        _started.Set();
        _release.Wait(TestContext.Current.CancellationToken);
        string[] keys = [.. batch.Select(change => change.Key.GrainKey)];
        _batches.Add(keys);
        return keys.Contains("refused") ? throw new RowRefusedException("Test", "0")
            : keys.Contains("lost") ? throw new TimeoutException()
            : Array.ConvertAll(keys, _ => true);
    }
}
