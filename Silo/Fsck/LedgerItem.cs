namespace OrleansRegistration.Fsck;

/// <summary>What is kept of a line of the audit log until the row of its purchase was read.</summary>
/// <param name="Text">A hash of the purchase's key and the refund's id, which take less memory so.</param>
internal record struct LedgerItem(Guid User, int Number, decimal Amount, int Text)
{
    /// <summary>Whether the row of a purchase names the line.</summary>
    public bool IsKnown { get; set; }

    /// <summary>The hash of a purchase's key and a refund's id.</summary>
    public static int TextOf(string purchase, string? refundId) => HashCode.Combine(purchase, refundId);
}
