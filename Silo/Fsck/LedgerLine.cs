namespace OrleansRegistration.Fsck;

/// <summary>A purchase or a refund in the audit log.</summary>
/// <param name="Subject">The key of the user's grain.</param>
/// <param name="Number">The number of the act among the acts on the user.</param>
/// <param name="Purchase">The key of the purchase's grain.</param>
internal readonly record struct LedgerLine(
    string Subject,
    int Number,
    Guid Id,
    bool IsRefund,
    string Purchase,
    string? RefundId,
    decimal Amount
);
