namespace OrleansRegistration.Purchases;

/// <summary>
/// One purchase of one service with its refunds; key <see cref="PurchaseId.GrainKey"/>. Its row decides for whom the
/// id is, and what is still to be recorded in the user's account (docs/adr/0035-purchases.md). Every call may be
/// repeated.
/// </summary>
[Alias("IPurchaseGrain"), GrainInterfaceType(GrainTypes.Purchase)]
public interface IPurchaseGrain : IGrainWithStringKey
{
    /// <summary>Records the purchase once, however often it is asked to.</summary>
    [Alias("record")]
    Task<PurchaseResult> RecordAsync(PurchaseRequest request);

    /// <summary>Records a refund of the purchase once, however often it is asked to.</summary>
    [Alias("refund")]
    Task<PurchaseResult> RefundAsync(RefundRequest request);

    /// <summary>The purchase, from storage; <c>null</c> when there is none.</summary>
    /// <exception cref="Storage.StorageUnavailableException">Storage did not answer.</exception>
    [Alias("find")]
    Task<Purchase?> FindAsync();

    /// <summary>Finishes what a crash or a failure left, for the sweep.</summary>
    /// <exception cref="Storage.StorageUnavailableException">Storage did not answer. The sweep tries again.</exception>
    [Alias("resume")]
    Task ResumeAsync();
}
