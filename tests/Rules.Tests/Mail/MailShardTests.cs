using Orleans.Storage;
using OrleansRegistration.Mail;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>The segments of a shard of the mail queue, on storage that fails as planned. No silo is needed.</summary>
public sealed class MailShardTests
{
    private const int Size = MailShard.SegmentSize;
    private const string First = "mail/7";
    private const string Second = "mail/7/1";
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly VersionedStorage _storage = new();
    private readonly StorageFaults _faults = new();

    [Fact]
    public async Task A_mail_beyond_a_full_segment_goes_to_the_next_and_a_change_writes_only_the_mails_own_segment()
    {
        var shard = await LoadAsync();
        for (var i = 0; i < Size + 1; i++)
        {
            await EnqueueAsync(shard, i);
        }

        Assert.Equal([First, Second], _storage.Keys);
        Assert.Equal(Size, Row(First).Waiting.Count);
        Assert.NotNull(Row(Second).Find(Mail(Size)));

        _faults.Clear();
        PutOff(shard, 3, Now.AddHours(1));
        Assert.Empty(_faults.Writes); // in memory only
        await shard.FlushAsync();
        Assert.Equal([First], Written());
        Assert.Equal(1, Row(First).Find(Mail(3))!.Tries);

        _faults.Clear();
        Remove(shard, Size);
        await shard.FlushAsync();
        await shard.FlushAsync(); // nothing has changed
        Assert.Equal([Second], Written());
        Assert.Empty(Row(Second).Waiting);
        Assert.Equal(Size, (await LoadAsync()).Count);
    }

    [Fact]
    public async Task A_thousand_mails_go_in_and_out_and_their_rows_take_the_next_thousand()
    {
        var rows = 0;
        for (var round = 0; round < 2; round++)
        {
            var shard = await LoadAsync();
            for (var i = 0; i < 1000; i++)
            {
                await EnqueueAsync(shard, i);
            }

            Assert.All(_storage.Keys, key => Assert.InRange(Row(key).Waiting.Count, 0, Size));
            rows = round == 0 ? _storage.Keys.Count : rows;
            Assert.Equal(rows, _storage.Keys.Count);
            Assert.InRange(rows, 1000 / Size, (1000 / Size) + 1);

            shard = await LoadAsync();
            Assert.Equal(1000, shard.Count);
            Assert.Equal(1000, shard.Due(Now).Select(mail => mail.User).Distinct().Count());
            foreach (var i in Enumerable.Range(0, 1000).Order(Comparer<int>.Create((a, b) => (a % 7) - (b % 7))))
            {
                Remove(shard, i);
            }

            await shard.FlushAsync();
            Assert.Equal(0, shard.Count);
            Assert.All(_storage.Keys, key => Assert.Empty(Row(key).Waiting));
        }
    }

    [Fact]
    public async Task A_segment_with_much_room_is_filled_before_another_is_begun()
    {
        var shard = await LoadAsync();
        for (var i = 0; i < 2 * Size; i++)
        {
            await EnqueueAsync(shard, i);
        }

        for (var i = 0; i < Size / 2; i++)
        {
            Remove(shard, i);
        }

        for (var i = 0; i < Size / 2; i++)
        {
            await EnqueueAsync(shard, 100 + i);
        }

        Assert.Equal([First, Second], _storage.Keys);
        await EnqueueAsync(shard, 200);
        Assert.Equal([First, Second, "mail/7/2"], _storage.Keys);
    }

    [Fact]
    public async Task A_segment_is_begun_only_when_the_one_before_it_is_stored()
    {
        var shard = await LoadAsync();
        var held = _faults.Hold(_ => true);
        var calls = Enumerable.Range(0, 2 * Size).Select(i => EnqueueAsync(shard, i)).ToArray();
        Assert.Equal([First], Written());
        held.Release();
        await Task.WhenAll(calls);
        Assert.Equal([First], _storage.Keys);
        Assert.Equal(2 * Size, Row(First).Waiting.Count); // more than a full segment

        await EnqueueAsync(shard, 100);
        Assert.NotNull(Row(Second).Find(Mail(100)));
    }

    [Fact]
    public async Task A_row_that_is_older_than_segments_is_read_takes_no_more_mails_and_empties()
    {
        var old = MailRecord.Empty;
        for (var i = 0; i < 900; i++)
        {
            old = old.Enqueue(Mail(i), Now);
        }

        _storage.Put(First, old);
        var shard = await LoadAsync();
        Assert.Equal(900, shard.Due(Now).Count());
        await EnqueueAsync(shard, 1000);
        Assert.NotNull(Row(Second).Find(Mail(1000)));
        foreach (var mail in shard.Due(Now).ToArray())
        {
            shard.Change(mail.Key, record => record.Remove(mail.Key));
        }

        await shard.FlushAsync();
        Assert.All(_storage.Keys, key => Assert.Empty(Row(key).Waiting));
    }

    // What was answered as stored is there after a crash at any write, and what was removed durably is not.
    [Fact]
    public async Task A_crash_at_any_write_loses_no_mail_that_was_answered()
    {
        var (answered, _) = await RunAsync(await LoadAsync());
        var writes = _faults.Writes.Count;
        Assert.InRange(writes, 3 * Size, int.MaxValue);
        Assert.Equal(answered, Queued(await LoadAsync()));
        foreach (var way in StorageFailures.OfWrites)
        {
            for (var nth = 1; nth <= writes; nth++)
            {
                await new MailShardTests().CrashAsync(way, nth);
            }
        }
    }

    [Fact]
    public async Task Of_two_activations_the_older_fails_at_its_next_write_and_nothing_is_lost()
    {
        var (one, other) = (await LoadAsync(), await LoadAsync());
        await EnqueueAsync(one, 1);
        await Assert.ThrowsAsync<InconsistentStateException>(() => EnqueueAsync(other, 2));
        await Assert.ThrowsAsync<InconsistentStateException>(other.FlushAsync);
        await EnqueueAsync(one, 3);
        Assert.Equal([1, 3], Queued(await LoadAsync()));
    }

    [Fact]
    public async Task Two_activations_that_write_different_segments_keep_the_mails_of_both()
    {
        var one = await LoadAsync();
        for (var i = 0; i < Size - 1; i++)
        {
            await EnqueueAsync(one, i);
        }

        var other = await LoadAsync();
        await EnqueueAsync(one, Size - 1);
        await EnqueueAsync(one, Size);
        PutOff(other, 0, Now.AddHours(1)); // remembered; its segment has another version by now
        await Assert.ThrowsAsync<InconsistentStateException>(other.FlushAsync);
        await Assert.ThrowsAsync<InconsistentStateException>(() => EnqueueAsync(other, 100));
        Assert.Equal(Enumerable.Range(0, Size + 1), Queued(await LoadAsync()));
    }

    [Fact]
    public async Task A_mail_that_two_segments_have_is_kept_once_where_fewer_tries_have_failed()
    {
        foreach (var later in (bool[])[false, true])
        {
            var fresh = MailRecord.Empty.Requeue(Mail(1), Now);
            var tried = MailRecord.Empty.Enqueue(Mail(1), Now);
            tried = tried.PutOff(tried.Find(Mail(1))!, Now);
            _storage.Put(First, later ? tried : fresh);
            _storage.Put(Second, (later ? fresh : tried).Enqueue(Mail(2), Now));
            var shard = await LoadAsync();
            Assert.Equal(2, shard.Count);
            Assert.Equal(fresh.Find(Mail(1)), shard.Find(Mail(1)));
            await shard.FlushAsync();
            Assert.Equal(fresh.Find(Mail(1)), Row(later ? Second : First).Find(Mail(1)));
            Assert.Null(Row(later ? First : Second).Find(Mail(1)));
            Assert.Equal([1, 2], Queued(await LoadAsync()));
        }
    }

    [Fact]
    public async Task A_mail_that_is_queued_again_before_its_removal_is_durable_is_queued_once()
    {
        var shard = await LoadAsync();
        for (var i = 0; i < Size + 1; i++)
        {
            await EnqueueAsync(shard, i);
        }

        Remove(shard, 0);
        var held = _faults.Hold(call => call.GrainId.Key.ToString() == First);
        var flush = shard.FlushAsync();
        await EnqueueAsync(shard, 0); // in the second segment, while the first still has it
        Assert.Equal(Enumerable.Range(0, Size + 1), Queued(await LoadAsync()));
        held.Release();
        await flush;
        Assert.Equal(Enumerable.Range(0, Size + 1), Queued(await LoadAsync()));
        Assert.Null(Row(First).Find(Mail(0)));
    }

    [Fact]
    public async Task Mails_are_due_in_the_order_of_their_waits_those_without_a_failed_try_first()
    {
        var shard = await LoadAsync();
        foreach (var i in (int[])[3, 1, 0, 2])
        {
            await EnqueueAsync(shard, i);
            PutOff(shard, i, Now.AddMinutes(i));
        }

        await EnqueueAsync(shard, 9);
        Assert.Equal([9, 0], Due(shard, Now));
        Assert.Equal([9, 0, 1, 2], Due(shard, Now.AddMinutes(2)));
        PutOff(shard, 0, Now.AddMinutes(30));
        PutOff(shard, 9, Now.AddMinutes(10));
        Assert.Equal([1, 2, 3, 9], Due(shard, Now.AddMinutes(20)));
        await EnqueueAsync(shard, 0, Now.AddMinutes(5)); // somebody asked for it
        Assert.Equal([1, 2, 3, 0], Due(shard, Now.AddMinutes(6)));
        Assert.Equal([1, 2, 3, 0], Due(await LoadAsync(), Now.AddMinutes(6)));

        // By a clock that was ahead when the mail was put off.
        PutOff(shard, 2, Now.AddDays(3));
        Assert.Equal([1, 3, 0, 2], Due(shard, Now.AddMinutes(6)));
        Assert.Equal([1, 3, 0, 9, 2], Due(shard, Now.AddMinutes(10)));
    }

    [Fact]
    public async Task A_read_that_fails_fails_the_load_for_all()
    {
        _storage.Put(First, MailRecord.Empty);
        _storage.Put(Second, MailRecord.Empty.Enqueue(Mail(1), Now));
        _faults.FailRead(call => call.GrainId.Key.ToString() == Second);
        var shard = NewShard();
        await Assert.ThrowsAsync<StorageUnavailableException>(shard.LoadAsync);
        await Assert.ThrowsAsync<StorageUnavailableException>(shard.LoadAsync);
        Assert.Equal(1, (await LoadAsync()).Count);
    }

    /// <summary>Queues, puts off and removes mails one after another until a write fails.</summary>
    /// <returns>
    /// The mails that are surely queued then, and those that may be: of the last call, or removed in memory only.
    /// </returns>
    private static async Task<(SortedSet<int> Answered, SortedSet<int> Unsure)> RunAsync(MailShard shard)
    {
        var (answered, unsure) = (new SortedSet<int>(), new SortedSet<int>());
        try
        {
            for (var i = 0; i < 3 * Size; i++)
            {
                unsure.Add(i);
                await EnqueueAsync(shard, i);
                unsure.Remove(i);
                answered.Add(i);
                if (i % 3 == 2)
                {
                    PutOff(shard, i - 1, Now.AddMinutes(i));
                    Remove(shard, i - 2);
                    answered.Remove(i - 2);
                    unsure.Add(i - 2);
                }

                if (i % 10 == 9)
                {
                    await shard.FlushAsync();
                    unsure.Clear();
                }
            }

            await shard.FlushAsync();
            unsure.Clear();
        }
        catch (StorageUnavailableException)
        {
            // The crash.
        }

        return (answered, unsure);
    }

    private async Task CrashAsync(StorageFailure way, int nth)
    {
        var fault = _faults.Fail(way, _ => true, nth);
        var (answered, unsure) = await RunAsync(await LoadAsync());
        var next = await LoadAsync();
        Assert.Empty(answered.Except(Queued(next)));
        if (way == StorageFailure.Late)
        {
            await fault.LandAsync();
            next = await LoadAsync();
        }

        Assert.Empty(answered.Except(Queued(next)));
        Assert.Empty(Queued(next).Except(answered).Except(unsure));
        Assert.Equal(
            Enumerable.Range(0, _storage.Keys.Count).Select(segment => GrainKeys.ForMail(7, segment)),
            _storage.Keys
        ); // no segment is missing

        // It goes on.
        await EnqueueAsync(next, 500);
        await next.FlushAsync();
        Assert.Contains(500, Queued(await LoadAsync()));
    }

    private static async Task EnqueueAsync(MailShard shard, int user, DateTimeOffset? now = null) =>
        await shard.Change(Mail(user), record => record.Enqueue(Mail(user), now ?? Now)).FlushAsync();

    private static void PutOff(MailShard shard, int user, DateTimeOffset due) =>
        shard.Change(Mail(user), record => record.PutOff(shard.Find(Mail(user))!, due));

    private static void Remove(MailShard shard, int user) =>
        shard.Change(Mail(user), record => record.Remove(Mail(user)));

    private static MailKey Mail(int user) => new(new(new Guid(user, 0, 0, new byte[8])), MailKind.Activation);

    private static int UserOf(WaitingMail mail) => BitConverter.ToInt32(mail.User.Value.ToByteArray());

    private static IEnumerable<int> Due(MailShard shard, DateTimeOffset now) => shard.Due(now).Select(UserOf);

    private static IEnumerable<int> Queued(MailShard shard) =>
        shard.Due(DateTimeOffset.MaxValue).Select(UserOf).Order();

    private MailRecord Row(string key) => _storage.Get<MailRecord>(key);

    private string[] Written() => [.. _faults.Writes.Select(call => call.GrainId.Key.ToString()!)];

    /// <summary>Another activation of the same grain, with all its segments in memory.</summary>
    private async Task<MailShard> LoadAsync()
    {
        var shard = NewShard();
        await shard.LoadAsync();
        return shard;
    }

    private MailShard NewShard()
    {
        var storage = new FaultyGrainStorage(_storage, _faults);
        return new(segment =>
            new(new(GrainTypes.Mail, GrainId.Create("mail", GrainKeys.ForMail(7, segment)), storage), () => { })
        );
    }
}
