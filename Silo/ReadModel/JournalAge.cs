namespace OrleansRegistration.ReadModel;

/// <summary>
/// Finds out since when the oldest change of a database waits. Changes have numbers and no times, so it compares the
/// numbers of several looks: the answer is too early by the time between two looks at most.
/// </summary>
internal sealed class JournalAge
{
    private readonly Queue<(long Newest, DateTimeOffset At)> _looks = [];
    private DateTimeOffset? _since;

    /// <summary>Looks at the numbers of the changes that wait.</summary>
    /// <returns>Since when the oldest waits; <c>null</c> when none does.</returns>
    public DateTimeOffset? Look((long Oldest, long Newest)? waiting, DateTimeOffset now)
    {
        _since ??= now;
        if (waiting is not var (oldest, newest))
        {
            _looks.Clear();
            _since = now;
            return null;
        }

        while (_looks.TryPeek(out var look) && look.Newest < oldest)
        {
            _since = _looks.Dequeue().At;
        }

        _looks.Enqueue((newest, now));
        return _since;
    }
}
