using System.Runtime.InteropServices;
using OrleansRegistration.Reservations;

namespace OrleansRegistration.Fsck;

/// <summary>What the rows say of one name. <see cref="Guid.Empty"/> is nobody. Mutable and compact: there are three for each account.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct NameFacts
{
    /// <summary>The owner by the name's own row.</summary>
    public Guid Owner { get; private set; }

    /// <summary>The live account whose record names it.</summary>
    public Guid Holder { get; private set; }

    /// <summary>The owner's attempt that claimed it.</summary>
    private Guid _attempt;

    /// <summary>Until when the owner is not asked, in ticks UTC.</summary>
    private long _leaseEnd;

    /// <summary>The name's row was read.</summary>
    public void Reserved(Reservation claim) =>
        (Owner, _attempt, _leaseEnd) = (claim.Owner.Value, claim.Attempt, claim.LeaseEnd.UtcTicks);

    /// <summary>A live account names it; I1 when another one does so too.</summary>
    public Breach? HeldBy(Guid account, string key)
    {
        if (Holder != Guid.Empty)
        {
            return new(
                Invariant.I1,
                "two live accounts share a name",
                [StoreFacts.NameRow(key), StoreFacts.UserRow(Holder), StoreFacts.UserRow(account)]
            );
        }

        Holder = account;
        return null;
    }

    /// <summary>I1: a live account's claim exists and names it.</summary>
    public readonly Breach? Check(string key) =>
        Holder == Guid.Empty || Holder == Owner ? null
        : Owner == Guid.Empty
            ? new(
                Invariant.I1,
                "a live account's name is not claimed",
                [StoreFacts.NameRow(key), StoreFacts.UserRow(Holder)]
            )
        : new(
            Invariant.I1,
            "a live account's name is claimed by another user",
            [StoreFacts.NameRow(key), StoreFacts.UserRow(Holder), StoreFacts.UserRow(Owner)]
        );

    /// <summary>
    /// A name of an erased account is gone with it. Told by the attempt that committed; other claims of its user's may be left of attempts that
    /// did not, and nicknames of renames (docs/adr/0013, "What remains").
    /// </summary>
    public readonly Breach? CheckErased(string key, IReadOnlyDictionary<Guid, AccountFacts> accounts) =>
        Owner != Holder
        && accounts.TryGetValue(Owner, out var owner)
        && owner.Is == AccountState.Erased
        && _attempt == owner.SignUp
        && !key.StartsWith("nickname/", StringComparison.Ordinal)
            ? new(
                Invariant.CleanUp,
                "an erased account's name is still claimed",
                [StoreFacts.NameRow(key), StoreFacts.UserRow(Owner)]
            )
            : null;

    /// <summary>Nothing is left of a claim that was given up long ago.</summary>
    public readonly Breach? CheckAbandoned(string key, DateTimeOffset latest) =>
        IsStale(latest)
            ? new(
                Invariant.Abandoned,
                "a name is claimed, long past its lease, by a user that does not hold it",
                [StoreFacts.NameRow(key), StoreFacts.UserRow(Owner)]
            )
            : null;

    /// <summary>The end of the lease of a claim that its owner does not hold; <c>null</c> for a held one, whose lease says nothing.</summary>
    public readonly DateTimeOffset? UnheldLeaseEnd =>
        Owner != Guid.Empty && Holder != Owner ? new(_leaseEnd, TimeSpan.Zero) : null;

    /// <summary>Whether whoever asks may have it.</summary>
    public readonly bool IsStale(DateTimeOffset now) =>
        Owner != Guid.Empty && _leaseEnd <= now.UtcTicks && Holder != Owner;
}
