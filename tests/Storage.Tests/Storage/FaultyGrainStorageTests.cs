using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>The storage that fails for other tests fails as planned.</summary>
public sealed class FaultyGrainStorageTests : IAsyncLifetime
{
    private static readonly GrainId Id = GrainId.Create("test", "code/A");

    private readonly SqliteDatabase _database = new();
    private readonly StorageFaults _faults = new();
    private StorageHost _host = null!;
#pragma warning disable CA2213 // The host disposes its content.
    private FaultyGrainStorage _storage = null!;
#pragma warning restore CA2213

    public async ValueTask InitializeAsync()
    {
        _host = await StorageHost.StartAsync(
            new Dictionary<string, string?> { ["DataDirectory"] = _database.DataDirectory }
        );
        _storage = new(_host.Storage, _faults);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _database.Dispose();
    }

    [Fact]
    public async Task Fail_before_writes_nothing_and_strikes_only_the_nth_write()
    {
        var fault = _faults.FailBefore(call => call.GrainType == "test", nth: 2);
        await WriteAsync("one", null);
        await Assert.ThrowsAsync<IOException>(() => WriteAsync("two", "1"));
        Assert.Equal("one", await ReadAsync());
        await WriteAsync("three", "1");
        Assert.Equal(2, (await fault.Struck).Number);
        Assert.Equal(
            [StorageOutcome.Done, StorageOutcome.Failed, StorageOutcome.Done],
            _faults.Writes.Select(call => call.Outcome)
        );
    }

    [Fact]
    public async Task Fail_after_writes_and_loses_the_reply()
    {
        _faults.FailAfter(_ => true);
        var state = new GrainState<Note>(new("one"));
        await Assert.ThrowsAsync<IOException>(() => _storage.WriteStateAsync("test", Id, state));
        Assert.Null(state.ETag);
        Assert.Equal("one", await ReadAsync());
        Assert.Equal(StorageOutcome.ReplyLost, Assert.Single(_faults.Writes).Outcome);
    }

    [Fact]
    public async Task A_held_write_waits_for_its_release()
    {
        var fault = _faults.Hold(_ => true);
        var write = WriteAsync("one", null);
        await fault.Struck;
        Assert.Null(await ReadAsync());
        Assert.False(write.IsCompleted);
        fault.Release();
        await write;
        Assert.Equal("one", await ReadAsync());
    }

    [Fact]
    public async Task A_late_write_lands_after_its_caller_was_told_that_it_failed()
    {
        var fault = _faults.FailNowLandLater(_ => true);
        await Assert.ThrowsAsync<IOException>(() => WriteAsync("one", null));
        Assert.Null(await ReadAsync());
        Assert.Equal(StorageOutcome.Late, (await fault.Struck).Outcome);
        await fault.LandAsync();
        Assert.Equal("one", await ReadAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(fault.LandAsync);
    }

    [Fact]
    public async Task A_late_write_comes_to_nothing_when_another_came_first()
    {
        var fault = _faults.FailNowLandLater(_ => true);
        await Assert.ThrowsAsync<IOException>(() => WriteAsync("late", null));
        await WriteAsync("first", null);
        await Assert.ThrowsAsync<InconsistentStateException>(fault.LandAsync);
        Assert.Equal("first", await ReadAsync());
        Assert.Equal([StorageOutcome.Conflict, StorageOutcome.Done], _faults.Writes.Select(call => call.Outcome));
    }

    private Task WriteAsync(string text, string? etag) =>
        _storage.WriteStateAsync("test", Id, new GrainState<Note>(new(text), etag));

    private async Task<string?> ReadAsync()
    {
        var state = new GrainState<Note>();
        await _storage.ReadStateAsync("test", Id, state);
        return state.RecordExists ? state.State!.Text : null;
    }
}
