using System.Runtime.InteropServices;

namespace OrleansRegistration.Fsck;

/// <summary>What the rows say of one name. <see cref="Guid.Empty"/> is nobody. Mutable and compact: there are three for each account.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct NameFacts
{
    /// <summary>The owner by the name's own row.</summary>
    public Guid Owner { get; private set; }

    /// <summary>The live account whose record names it.</summary>
    public Guid Holder { get; private set; }

    /// <summary>Until when the owner is not asked, in ticks UTC.</summary>
    private long leaseEnd;

    /// <summary>The name's row was read.</summary>
    public void Reserved(Guid owner, DateTimeOffset until) => (Owner, leaseEnd) = (owner, until.UtcTicks);

    /// <summary>A live account names it; I1 when another one does so too.</summary>
    public Breach? HeldBy(Guid account, string key)
    {
        if (Holder != Guid.Empty)
        {
            return new(Invariant.I1, "two live accounts share a name", [StoreFacts.NameRow(key), StoreFacts.UserRow(Holder), StoreFacts.UserRow(account)]);
        }

        Holder = account;
        return null;
    }

    /// <summary>I1: a live account's claim exists and names it.</summary>
    public readonly Breach? Check(string key) =>
        Holder == Guid.Empty || Holder == Owner ? null
        : Owner == Guid.Empty ? new(Invariant.I1, "a live account's name is not claimed", [StoreFacts.NameRow(key), StoreFacts.UserRow(Holder)])
        : new(Invariant.I1, "a live account's name is claimed by another user", [StoreFacts.NameRow(key), StoreFacts.UserRow(Holder), StoreFacts.UserRow(Owner)]);

    /// <summary>Whether whoever asks may have it.</summary>
    public readonly bool IsStale(DateTimeOffset now) => Owner != Guid.Empty && leaseEnd <= now.UtcTicks && Holder != Owner;
}
