using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>A row that attempts commit to, on storage that fails as planned. No silo is needed.</summary>
public sealed class CommittingRowTests
{
    private static readonly Record Tombstone = new("tombstone");

    private readonly VersionedStorage _storage = new();
    private readonly StorageFaults _faults = new();
    private readonly CommittingRow<Record> _row;

    public CommittingRowTests() => _row = NewRow();

    public static TheoryData<StorageFailure> WriteFailures => [.. StorageFailures.OfWrites];

    [Fact]
    public async Task A_row_that_was_written_is_known_without_a_read()
    {
        Assert.True(await _row.TryWriteAsync(new("one"), 0));
        Assert.Equal(new(new("one"), 1), await _row.LoadAsync());
        Assert.DoesNotContain(_faults.Log, call => call.Operation == StorageOperation.Read);
    }

    [Fact]
    public async Task A_write_against_an_old_version_changes_nothing_and_the_next_look_reads()
    {
        await _row.TryWriteAsync(new("one"), 0);
        await NewRow().TryWriteAsync(new("two"), 1);
        Assert.Equal(1, (await _row.LoadAsync()).Version); // stale, which is allowed: a write against it tells
        Assert.False(await _row.TryWriteAsync(new("late"), 1));
        Assert.False(_row.IsUnsure);
        Assert.Equal(new(new("two"), 2), await _row.LoadAsync());
    }

    [Theory, MemberData(nameof(WriteFailures))]
    public async Task A_write_of_unknown_outcome_makes_every_look_read_until_the_row_has_moved_past_it(
        StorageFailure failure
    )
    {
        await _row.TryWriteAsync(new("one"), 0);
        var fault = _faults.Fail(failure, _ => true, 1);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => _row.TryWriteAsync(new("two"), 1));
        Assert.True(_row.IsUnsure);
        await _row.LoadAsync();
        if (failure is StorageFailure.ReplyLost)
        {
            Assert.False(_row.IsUnsure); // the look saw the write
            return;
        }

        Assert.True(_row.IsUnsure); // the look saw the old version, and the write may land yet
        Assert.Equal("one", (await _row.LoadAsync()).Value!.Text);
        Assert.Equal(2, _faults.Log.Count(call => call.Operation == StorageOperation.Read));
        Assert.True(await _row.TryRewriteAsync(await _row.LoadAsync()));
        Assert.False(_row.IsUnsure);
        if (failure is StorageFailure.Late)
        {
            await Assert.ThrowsAsync<InconsistentStateException>(fault.LandAsync);
        }

        Assert.Equal(new(new("one"), 2), await NewRow().LoadAsync());
    }

    [Fact]
    public async Task An_older_answer_does_not_replace_a_newer_one()
    {
        await _row.TryWriteAsync(new("one"), 0);
        _storage.HoldReads();
        var slow = _row.ReadAsync();
        await _row.TryWriteAsync(new("two"), 1);
        _storage.ReleaseReads();
        Assert.Equal("one", (await slow).Value!.Text);
        Assert.Equal(new(new("two"), 2), _row.KnownOrAbsent);
    }

    [Theory]
    [InlineData(StorageFailure.Before, CommitOutcome.Failed, "tombstone")]
    [InlineData(StorageFailure.ReplyLost, CommitOutcome.Landed, "one")]
    [InlineData(StorageFailure.Late, CommitOutcome.Failed, "tombstone")]
    internal async Task A_commit_of_unknown_outcome_is_settled(
        StorageFailure failure,
        CommitOutcome expected,
        string stored
    )
    {
        var fault = _faults.Fail(failure, _ => true, 1);
        Assert.Equal(expected, await _row.CommitAsync(new("one"), 0, record => record.Text == "one"));
        if (failure is StorageFailure.Late)
        {
            await Assert.ThrowsAsync<InconsistentStateException>(fault.LandAsync);
        }

        Assert.Equal(stored, (await NewRow().LoadAsync()).Value!.Text);
    }

    [Fact]
    public async Task A_commit_that_lands_while_it_is_settled_counts_as_landed()
    {
        var commit = _faults.FailNowLandLater(_ => true);
        var rewrite = _faults.Hold(_ => true, nth: 2);
        var outcome = _row.CommitAsync(new("one"), 0, record => record.Text == "one");
        await rewrite.Struck.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await commit.LandAsync();
        rewrite.Release();
        Assert.Equal(CommitOutcome.Landed, await outcome);
    }

    [Fact]
    public async Task A_commit_that_cannot_be_settled_is_unknown()
    {
        _faults.FailBefore(_ => true);
        _faults.FailRead(_ => true);
        Assert.Equal(CommitOutcome.Unknown, await _row.CommitAsync(new("one"), 0, _ => false));
        Assert.True(_row.IsUnsure);
    }

    [Fact]
    public async Task A_commit_against_an_old_version_is_a_conflict_even_when_this_row_has_moved_on_itself()
    {
        await _row.TryWriteAsync(new("one"), 0);
        Assert.Equal(CommitOutcome.Conflict, await _row.CommitAsync(new("two"), 0, _ => true));
        Assert.Equal("one", (await NewRow().LoadAsync()).Value!.Text);
    }

    /// <summary>Another activation of the same grain.</summary>
    private CommittingRow<Record> NewRow() =>
        new(new("user", GrainId.Create("user", "user/1"), new FaultyGrainStorage(_storage, _faults)), Tombstone);

    private sealed record Record(string Text);
}
