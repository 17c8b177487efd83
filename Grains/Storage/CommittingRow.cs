using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>The result of a commit: a write that decides an attempt.</summary>
internal enum CommitOutcome
{
    /// <summary>The commit is durable.</summary>
    Landed,

    /// <summary>Another write took the version. The attempt is over and never commits; a new one may follow.</summary>
    Conflict,

    /// <summary>
    /// The outcome was unknown at first. By now it is sure that the commit did not land and never will.
    /// </summary>
    Failed,

    /// <summary>Storage did not say whether the commit landed.</summary>
    Unknown,
}

/// <summary>
/// A row that attempts commit to. It remembers the newest version that it saw, so most looks need no read. It knows
/// when a write of its own may still land, and then reads at every look. Its calls may interleave.
/// </summary>
/// <param name="tombstone">The record that says "nothing is committed here"; stands in for an absent row.</param>
internal sealed class CommittingRow<T>(GrainRow<T> row, T tombstone)
    where T : class
{
    private long _newestSeen;

    // The version on which a write of unknown outcome was decided. The write may land until a later version was seen.
    private long? _unsure;

    // The row as last seen; null when it must be read. It may be stale: a write against a stale version conflicts.
    private Stored<T>? _known;

    /// <summary>Whether a write of unknown outcome may still land.</summary>
    public bool IsUnsure => _unsure is not null;

    /// <summary>The row from memory, or from storage when memory cannot be trusted.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public async Task<Stored<T>> LoadAsync() =>
        _unsure is null && _known is { } known && row.MayBeRemembered ? known : await ReadAsync();

    /// <summary>The row from memory, or an absent row. For a new id: a write tells whether the row is absent.</summary>
    public Stored<T> KnownOrAbsent => _known ?? default;

    /// <summary>The row from storage.</summary>
    /// <exception cref="StorageUnavailableException">Storage did not answer.</exception>
    public async Task<Stored<T>> ReadAsync() => Remember(await row.ReadAsync());

    /// <summary>Writes <paramref name="value"/> if the row still has <paramref name="version"/>.</summary>
    /// <returns><c>false</c> when the row has another version: it must be read, and the change decided again.</returns>
    /// <exception cref="StorageUnavailableException">The outcome is unknown. The next look reads the row.</exception>
    public async Task<bool> TryWriteAsync(T value, long version)
    {
        try
        {
            Remember(await row.WriteAsync(value, version));
            return true;
        }
        catch (InconsistentStateException)
        {
            _known = null;
            return false;
        }
        catch (StorageUnavailableException)
        {
            _known = null;
            _unsure = version;
            throw;
        }
    }

    /// <summary>
    /// Writes the row once more as it was <paramref name="seen"/>. Afterwards no commit that was decided on an older
    /// version can land (docs/protocol.md#rule-6).
    /// </summary>
    /// <inheritdoc cref="TryWriteAsync"/>
    public Task<bool> TryRewriteAsync(Stored<T> seen) => TryWriteAsync(seen.Value ?? tombstone, seen.Version);

    /// <summary>
    /// The one write that decides an attempt (docs/protocol.md#rule-2). An unknown outcome is settled by a read and,
    /// unless the row shows the attempt, by a rewrite (docs/protocol.md#rule-3).
    /// </summary>
    /// <param name="version">The version from which the attempt started.</param>
    /// <param name="shows">Whether a record shows that the attempt was committed.</param>
    public async Task<CommitOutcome> CommitAsync(T value, long version, Func<T, bool> shows)
    {
        try
        {
            return await TryWriteAsync(value, version) ? CommitOutcome.Landed : CommitOutcome.Conflict;
        }
        catch (StorageUnavailableException)
        {
            return await SettleAsync(shows);
        }
    }

    private async Task<CommitOutcome> SettleAsync(Func<T, bool> shows)
    {
        try
        {
            while (true)
            {
                var seen = await LoadAsync();
                if (seen.Value is { } value && shows(value))
                {
                    return CommitOutcome.Landed;
                }

                // A refusal means that a write landed in between. It may be the commit, so the row is read again.
                if (await TryRewriteAsync(seen))
                {
                    return CommitOutcome.Failed;
                }
            }
        }
        catch (StorageUnavailableException)
        {
            return CommitOutcome.Unknown;
        }
    }

    /// <summary>Keeps the newest row that interleaved calls have seen.</summary>
    private Stored<T> Remember(Stored<T> seen)
    {
        if (seen.Version > _unsure)
        {
            _unsure = null;
        }

        if (seen.Version >= _newestSeen)
        {
            (_known, _newestSeen) = (seen, seen.Version);
        }

        return seen;
    }
}
