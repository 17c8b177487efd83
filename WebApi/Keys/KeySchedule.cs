using System.Collections.Immutable;

namespace OrleansRegistration.Keys;

/// <summary>
/// When signing keys are made, used and retired. A successor is made, and published, <see cref="Ahead"/> before it signs; the key before it is
/// accepted until the last token it signed has expired.
/// </summary>
/// <param name="Life">How long a key signs.</param>
/// <param name="TokenLife">How long an access token is good.</param>
internal sealed record KeySchedule(TimeSpan Life, TimeSpan TokenLife)
{
    /// <summary>For how long others may keep the public keys.</summary>
    public static readonly TimeSpan CacheLife = TimeSpan.FromHours(1);

    /// <summary>How long before it signs a key is published: twice as long as others may keep the keys, so that clocks and nodes may lag.</summary>
    public static readonly TimeSpan Ahead = 2 * CacheLife;

    /// <summary>
    /// The key that signs: the last one that is active; when none is, because a clock is wrong, the oldest that is not retired. There is always one,
    /// because the last key of a ring is never retired.
    /// </summary>
    public static KeyRingKey Active(IEnumerable<KeyRingKey> keys, DateTimeOffset now)
    {
        var good = Signing(keys).Where(key => !IsRetired(key, now)).OrderBy(key => key.ActiveFrom).ToArray();
        return good.LastOrDefault(key => key.ActiveFrom <= now) ?? good[0];
    }

    /// <summary>Whether nothing signed with the key is accepted any more.</summary>
    public static bool IsRetired(KeyRingKey key, DateTimeOffset now) => key.RetireAt <= now;

    /// <summary>The keys as they must be now: the retired ones dropped, a successor made when it is due. The same list when nothing is to be done.</summary>
    /// <param name="make">Makes a signing key that is active from the time given.</param>
    public ImmutableArray<KeyRingKey> Next(
        ImmutableArray<KeyRingKey> keys,
        DateTimeOffset now,
        Func<DateTimeOffset, KeyRingKey> make
    )
    {
        var kept = keys.Any(key => IsRetired(key, now)) ? keys.RemoveAll(key => IsRetired(key, now)) : keys;
        if (Signing(kept).MaxBy(key => key.ActiveFrom) is not { } last)
        {
            return kept.Add(make(now));
        }

        var isOnly = Signing(kept).Count() == 1;
        if (last.ActiveFrom > now + Clocks.MaxSkew + (isOnly ? TimeSpan.Zero : Life + Ahead))
        {
            return PullForward(kept, last, isOnly ? now : now + Ahead);
        }

        if (now < last.ActiveFrom + Life - Ahead)
        {
            return kept;
        }

        // Later than planned after a stop of all nodes; published ahead all the same.
        var planned = last.ActiveFrom + Life;
        var successor = make(planned > now + Ahead ? planned : now + Ahead);
        return kept.Replace(last, last with { RetireAt = RetireAfter(successor) }).Add(successor);
    }

    // A clock that was ahead made that key. Left as it is, keys would not rotate until our clock gets there. Its time is only ever made earlier, so
    // two nodes whose clocks differ do not undo each other's work.
    private ImmutableArray<KeyRingKey> PullForward(
        ImmutableArray<KeyRingKey> keys,
        KeyRingKey last,
        DateTimeOffset activeFrom
    )
    {
        var pulled = last with
        {
            ActiveFrom = activeFrom,
            MadeAt = last.MadeAt < activeFrom ? last.MadeAt : activeFrom,
        };
        return keys.Replace(last, pulled)
            .Select(key =>
                key.Purpose is KeyPurpose.Signing && key.RetireAt is not null
                    ? key with
                    {
                        RetireAt = RetireAfter(pulled),
                    }
                    : key
            )
            .ToImmutableArray();
    }

    private DateTimeOffset RetireAfter(KeyRingKey successor) => successor.ActiveFrom + TokenLife + KeyRing.Margin;

    private static IEnumerable<KeyRingKey> Signing(IEnumerable<KeyRingKey> keys) =>
        keys.Where(key => key.Purpose is KeyPurpose.Signing);
}
