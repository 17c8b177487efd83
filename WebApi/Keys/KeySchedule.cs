using System.Collections.Immutable;

namespace OrleansRegistration.Keys;

/// <summary>
/// Decides when signing keys are made, used and retired. A successor is made, and published, <see cref="Ahead"/> before
/// it signs. A key is accepted until the last token that it signed has expired.
/// </summary>
/// <param name="Life">How long a key signs.</param>
/// <param name="TokenLife">How long an access token is valid.</param>
internal sealed record KeySchedule(TimeSpan Life, TimeSpan TokenLife)
{
    /// <summary>How long others may cache the public keys.</summary>
    public static readonly TimeSpan CacheLife = TimeSpan.FromHours(1);

    /// <summary>
    /// How long a key is published before it signs: twice <see cref="CacheLife"/>, so that clocks and nodes may lag.
    /// </summary>
    public static readonly TimeSpan Ahead = 2 * CacheLife;

    /// <summary>
    /// The key that signs: the latest active one. If a wrong clock leaves none active, the oldest that is not retired.
    /// There is always one, because the last key of a ring is never retired.
    /// </summary>
    public static KeyRingKey Active(IEnumerable<KeyRingKey> keys, DateTimeOffset now)
    {
        var good = Signing(keys).Where(key => !IsRetired(key, now)).OrderBy(key => key.ActiveFrom).ToArray();
        return good.LastOrDefault(key => key.ActiveFrom <= now) ?? good[0];
    }

    /// <summary>Whether tokens that the key signed are no longer accepted.</summary>
    public static bool IsRetired(KeyRingKey key, DateTimeOffset now) => key.RetireAt <= now;

    /// <summary>
    /// The keys as they must be now: without retired ones, and with a successor when one is due. Returns the same list
    /// when nothing is due.
    /// </summary>
    /// <param name="make">Makes a signing key that is active from a given time.</param>
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

        // After a stop of all nodes this is later than planned: the successor must be published ahead all the same.
        var planned = last.ActiveFrom + Life;
        var successor = make(planned > now + Ahead ? planned : now + Ahead);
        return kept.Replace(last, last with { RetireAt = RetireAfter(successor) }).Add(successor);
    }

    // A node whose clock was ahead made the last key. Unchanged, that key would stop the rotation until our clock
    // reaches its time. The time is only ever made earlier, so that two nodes whose clocks differ do not undo each
    // other's work.
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
