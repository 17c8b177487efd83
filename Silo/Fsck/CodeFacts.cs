using System.Globalization;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Fsck;

/// <summary>What the rows say of one invitation code. <see cref="Guid.Empty"/> is nobody.</summary>
internal sealed class CodeFacts
{
    private Guid _owner;
    private Guid _namedBy;
    private DateTimeOffset _leaseEnd;
    private bool _retired;
    private Guid? _retiredBy;
    private Uses _counted;
    private Uses _committed;
    private Uses _toBeCounted;

    /// <summary>The code's own row was read.</summary>
    public void Stored(InvitationCodeRecord record)
    {
        (_owner, _leaseEnd, _retired) = (record.Owner.Value, record.LeaseEnd, record.Retired is true);
        _counted = new(record.Registered, record.Activated);
    }

    /// <summary>A committed record has it among its codes; I2 when another one has it too (rule 15).</summary>
    public Breach? NamedBy(Guid account, string key)
    {
        if (_namedBy != Guid.Empty && _namedBy != account)
        {
            return new(
                Invariant.I2,
                "two accounts name one code",
                [StoreFacts.CodeRow(key), StoreFacts.UserRow(_namedBy), StoreFacts.UserRow(account)]
            );
        }

        _namedBy = account;
        return null;
    }

    /// <summary>The record that names it goes on without it since this change.</summary>
    public void GivenUp(Guid change) => _retiredBy = change;

    /// <summary>An account was committed with it, and perhaps activated.</summary>
    public void Made(bool activated) => _committed += new Uses(1, activated ? 1 : 0);

    /// <summary>A use pending in its row was committed, and will be counted.</summary>
    public void WillCount(RedemptionKind kind) =>
        _toBeCounted += kind == RedemptionKind.Registered ? new Uses(1, 0) : new Uses(0, 1);

    /// <summary>I2, and that it is retired when it has to be, once all rows were read.</summary>
    /// <param name="underWay">Changes that the outbox will finish.</param>
    public IEnumerable<Breach> Check(string key, IReadOnlySet<Guid> underWay)
    {
        if (_owner != Guid.Empty && !_retired && _retiredBy is { } change && !underWay.Contains(change))
        {
            yield return new(
                Invariant.CleanUp,
                "a code that its owner has given up is not retired",
                [StoreFacts.CodeRow(key), StoreFacts.UserRow(_namedBy)]
            );
        }

        if (_namedBy != Guid.Empty && _owner == Guid.Empty)
        {
            yield return new(
                Invariant.I2,
                "an account's code has no row",
                [StoreFacts.CodeRow(key), StoreFacts.UserRow(_namedBy)]
            );
        }
        else if (_namedBy != Guid.Empty && _owner != _namedBy)
        {
            yield return new(
                Invariant.I2,
                "an account's code names another owner",
                [StoreFacts.CodeRow(key), StoreFacts.UserRow(_namedBy), StoreFacts.UserRow(_owner)]
            );
        }
        else if (_namedBy == Guid.Empty && _committed != default)
        {
            yield return new(
                Invariant.I2,
                "accounts were made with a code that no account names",
                [StoreFacts.CodeRow(key)]
            );
        }

        if (_counted.Registered + _toBeCounted.Registered != _committed.Registered)
        {
            yield return Miscounted("registered", _counted.Registered, _toBeCounted.Registered, _committed.Registered);
        }

        if (_counted.Activated + _toBeCounted.Activated != _committed.Activated)
        {
            yield return Miscounted("activated", _counted.Activated, _toBeCounted.Activated, _committed.Activated);
        }

        Breach Miscounted(string count, long has, long pending, long made) =>
            new(
                Invariant.I2,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{count} is {has}, with {pending} to be counted, but {made} committed"
                ),
                [StoreFacts.CodeRow(key)]
            );
    }

    /// <summary>Nothing is left of a claim that was given up long ago.</summary>
    public Breach? CheckAbandoned(string key, DateTimeOffset latest) =>
        IsStale(latest) && _namedBy == Guid.Empty
            ? new(
                Invariant.Abandoned,
                "a code is claimed, long past its lease, by a user that does not hold it",
                [StoreFacts.CodeRow(key), StoreFacts.UserRow(_owner)]
            )
            : null;

    /// <summary>The end of the lease of a claim that its owner does not hold; <c>null</c> for a held one, whose lease says nothing.</summary>
    public DateTimeOffset? UnheldLeaseEnd => _owner != Guid.Empty && _namedBy != _owner ? _leaseEnd : null;

    /// <summary>Whether whoever asks may have it.</summary>
    public bool IsStale(DateTimeOffset now) => _owner != Guid.Empty && _leaseEnd <= now && _namedBy != _owner;

    private readonly record struct Uses(long Registered, long Activated)
    {
        public static Uses operator +(Uses one, Uses other) =>
            new(one.Registered + other.Registered, one.Activated + other.Activated);
    }
}
