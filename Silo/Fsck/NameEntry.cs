using System.Runtime.InteropServices;
using OrleansRegistration.Reservations;

namespace OrleansRegistration.Fsck;

/// <summary>
/// What the rows say of one name. <see cref="Guid.Empty"/> stands for no user. Mutable and compact: there are three
/// entries for each account.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct NameEntry
{
    private Guid _attempt;
    private long _leaseEnd;

    /// <summary>The user that the name's own row says claimed it.</summary>
    public Guid Owner { get; private set; }

    /// <summary>The live account whose row lists the name.</summary>
    public Guid Holder { get; set; }

    /// <summary>The attempt of the owner that claimed the name.</summary>
    public readonly Guid Attempt => _attempt;

    /// <summary>Whether the name is claimed, and its owner does not hold it. Only then does the lease matter.</summary>
    public readonly bool IsUnheld => Owner != Guid.Empty && Holder != Owner;

    /// <summary>The end of the claim's lease.</summary>
    public readonly DateTimeOffset LeaseEnd => new(_leaseEnd, TimeSpan.Zero);

    /// <summary>Takes what the name's own row says.</summary>
    public void Reserve(Reservation claim) =>
        (Owner, _attempt, _leaseEnd) = (claim.Owner.Value, claim.Attempt, claim.LeaseEnd.UtcTicks);

    /// <summary>
    /// Whether the claim's lease had passed at <paramref name="moment"/>, and its owner does not hold it.
    /// </summary>
    public readonly bool IsStale(DateTimeOffset moment) => IsUnheld && _leaseEnd <= moment.UtcTicks;
}
