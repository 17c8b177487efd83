using OrleansRegistration.Storage;

namespace OrleansRegistration.Mail;

/// <summary>
/// The queued mails of a shard. Memory has them all. Storage has them in <i>segments</i>: rows of few mails, so that a
/// change costs the same however many mails wait (docs/adr/0028-the-mail-queue.md).
/// </summary>
/// <remarks>
/// The rows of the segments 0 to the last one all exist: a segment is begun only when the one before it is stored, and
/// an empty segment is kept and filled again. So a load needs no list of the segments.
/// </remarks>
/// <param name="segmentOf">Makes the row of a segment by its number.</param>
internal sealed class MailShard(Func<int, GroupCommit<MailRecord>> segmentOf)
{
    /// <summary>
    /// The mails of a full segment. A segment may have more: rows that are older than segments, and a last segment that
    /// is not stored yet.
    /// </summary>
    public const int SegmentSize = 16;

    // Bounds the reads that all shards together have under way.
    private const int MaxReads = 128;

    private readonly List<GroupCommit<MailRecord>> _segments = [];
    private readonly Dictionary<MailKey, GroupCommit<MailRecord>> _places = [];
    private readonly SortedSet<WaitingMail> _byDue = new(Comparer<WaitingMail>.Create(CompareDue));
    private GroupCommit<MailRecord>? _filling;
    private Task? _loading;

    /// <summary>How many mails are queued.</summary>
    public int Count => _places.Count;

    /// <summary>Loads all segments once; all callers share the load.</summary>
    public Task LoadAsync() => _loading ??= ReadAsync();

    /// <summary>The mail; <c>null</c> when it is not queued.</summary>
    public WaitingMail? Find(MailKey key) => _places.GetValueOrDefault(key)?.State!.Find(key);

    /// <summary>
    /// The mails that are due, the one that waits longest first. Valid until the next <see cref="Change"/>.
    /// </summary>
    public IEnumerable<WaitingMail> Due(DateTimeOffset now) =>
        _byDue
            .TakeWhile(mail => DueOf(mail) <= now)
            .Concat(_byDue.Reverse().TakeWhile(mail => DueOf(mail) > now && mail.IsDue(now))); // a clock was ahead

    /// <summary>
    /// Changes a mail in memory: in its segment, or in the segment that is being filled when it is not queued.
    /// </summary>
    /// <returns>The segment, which must be flushed when the change must be durable.</returns>
    public GroupCommit<MailRecord> Change(MailKey key, Func<MailRecord, MailRecord> change)
    {
        var segment = _places.GetValueOrDefault(key) ?? Filling();
        var before = segment.State ?? MailRecord.Empty;
        var after = change(before);
        segment.Remember(after);
        if (before.Find(key) is { } old)
        {
            _byDue.Remove(old);
            _places.Remove(key);
        }

        if (after.Find(key) is { } mail)
        {
            _byDue.Add(mail);
            _places.Add(key, segment);
        }

        return segment;
    }

    /// <summary>Waits until all changes in memory are durable.</summary>
    public Task FlushAsync() => Task.WhenAll(_segments.ConvertAll(segment => segment.FlushAsync()));

    private static DateTimeOffset DueOf(WaitingMail mail) => mail.Tries == 0 ? DateTimeOffset.MinValue : mail.Due;

    private static int CompareDue(WaitingMail one, WaitingMail other)
    {
        var byDue = DueOf(one).CompareTo(DueOf(other));
        var byUser = byDue != 0 ? byDue : one.User.Value.CompareTo(other.User.Value);
        return byUser != 0 ? byUser : one.Kind.CompareTo(other.Kind);
    }

    private static int CountOf(GroupCommit<MailRecord> segment) => segment.State?.Waiting.Count ?? 0;

    private GroupCommit<MailRecord> Filling()
    {
        if (CountOf(_filling!) >= SegmentSize)
        {
            _filling = _segments.Find(segment => CountOf(segment) <= SegmentSize / 2) ?? _segments[^1];
            if (CountOf(_filling) >= SegmentSize && _filling.IsStored)
            {
                _filling = segmentOf(_segments.Count);
                _filling.TryAssumeAbsent();
                _segments.Add(_filling);
            }
        }

        return _filling!;
    }

    private async Task ReadAsync()
    {
        for (var reads = 1; ; reads = Math.Min(2 * reads, MaxReads))
        {
            var segments = Enumerable.Range(_segments.Count, reads).Select(segmentOf).ToList();
            await Task.WhenAll(segments.Select(segment => segment.LoadAsync()));
            foreach (var segment in segments)
            {
                _segments.Add(segment);
                if (segment.State is not { } record)
                {
                    _filling = _segments.Find(one => CountOf(one) < SegmentSize);
                    return; // the first segment without a row; it is the next to be begun
                }

                Index(segment, record);
            }
        }
    }

    private void Index(GroupCommit<MailRecord> segment, MailRecord record)
    {
        foreach (var mail in record.Waiting.Values)
        {
            // A mail that was removed and queued again may have been written to its new segment only. It is kept where
            // fewer tries have failed.
            if (Find(mail.Key) is { } other)
            {
                if (other.Tries <= mail.Tries)
                {
                    segment.Remember(segment.State!.Remove(mail.Key));
                    continue;
                }

                Change(mail.Key, one => one.Remove(mail.Key));
            }

            _byDue.Add(mail);
            _places.Add(mail.Key, segment);
        }
    }
}
