using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Fsck;

/// <summary>What the rows say of one invitation code. <see cref="Guid.Empty"/> stands for no user.</summary>
internal sealed class CodeEntry
{
    private DateTimeOffset _leaseEnd;

    /// <summary>The user that the code's own row says claimed it; nobody if there is no row.</summary>
    public Guid Owner { get; private set; }

    /// <summary>Whether the code belongs to nobody: an operator issued it.</summary>
    public bool IsHouse { get; private set; }

    /// <summary>What the code's own row has of its owner's terms; <c>null</c> for nothing.</summary>
    public OwnerTerms? Terms { get; private set; }

    /// <summary>What a limit bounds: redemptions of sign-ups that are counted or pending.</summary>
    public long Used { get; private set; }

    /// <summary>The committed account whose row lists the code among its own.</summary>
    public Guid Holder { get; set; }

    /// <summary>The holder's clean-up that must retire the code; <c>null</c> if the code is current.</summary>
    public Guid? RetiringCleanUp { get; set; }

    /// <summary>Whether the code's own row says that it is retired.</summary>
    public bool IsRetired { get; private set; }

    /// <summary>The redemptions that the code's own row has counted.</summary>
    public RedemptionCount Counted { get; private set; }

    /// <summary>The redemptions that are committed and still pending in the code's own row.</summary>
    public RedemptionCount ToBeCounted { get; private set; }

    /// <summary>The redemptions that accounts have committed.</summary>
    public RedemptionCount Committed { get; private set; }

    /// <summary>
    /// The end of the lease of a claim that its owner does not hold; <c>null</c> where no lease matters.
    /// </summary>
    public DateTimeOffset? UnheldLeaseEnd => Owner != Guid.Empty && Holder != Owner ? _leaseEnd : null;

    /// <summary>Takes what the code's own row says.</summary>
    public void Claim(InvitationCodeRecord record)
    {
        (Owner, _leaseEnd, IsRetired) = (record.Owner.Value, record.LeaseEnd, record.Retired is true);
        (IsHouse, Terms, Used) = (record.IsHouse, record.OwnerTerms, record.Used);
        Counted = new(record.Registered, record.Activated);
    }

    /// <summary>Counts an account that was made with the code.</summary>
    public void AddAccount(bool isActivated) => Committed += new RedemptionCount(1, isActivated ? 1 : 0);

    /// <summary>Counts a redemption that is committed and still pending in the code's own row.</summary>
    public void AddPending(RedemptionKind kind) =>
        ToBeCounted += new RedemptionCount(
            kind is RedemptionKind.Activated ? 0 : 1,
            kind is RedemptionKind.Registered ? 0 : 1
        );

    /// <summary>
    /// Whether the claim's lease had passed at <paramref name="moment"/>, and its owner does not hold it.
    /// </summary>
    public bool IsStale(DateTimeOffset moment) => UnheldLeaseEnd <= moment;
}

/// <summary>Redemptions of one code, by kind.</summary>
internal readonly record struct RedemptionCount(long Registered, long Activated)
{
    public static RedemptionCount operator +(RedemptionCount one, RedemptionCount other) =>
        new(one.Registered + other.Registered, one.Activated + other.Activated);
}
