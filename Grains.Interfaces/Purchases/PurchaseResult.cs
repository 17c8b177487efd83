namespace OrleansRegistration.Purchases;

/// <summary>The result of recording a purchase or a refund.</summary>
/// <param name="Entry">The entry, if it is recorded.</param>
[GenerateSerializer, Immutable, Alias("purchase-result")]
public sealed record PurchaseResult(
    [property: Id(0)] PurchaseOutcome Outcome,
    [property: Id(1)] LedgerEntry? Entry = null
);

/// <summary>How the recording of a purchase or a refund ended.</summary>
[GenerateSerializer, Alias("purchase-outcome")]
public enum PurchaseOutcome
{
    /// <summary>The entry is durable, and this call recorded it.</summary>
    Recorded,

    /// <summary>The entry was recorded before: this is a repeat.</summary>
    Repeated,

    /// <summary>The id belongs to another user, or to another amount or currency. Nothing was changed.</summary>
    Reused,

    /// <summary>There is no account, or it has lapsed or ended. Nothing is remembered of the request.</summary>
    NoAccount,

    /// <summary>The user has no purchase of this id by this service.</summary>
    NoPurchase,

    /// <summary>The currency is not that of the purchase.</summary>
    OtherCurrency,

    /// <summary>With this refund, the refunds would be more than the purchase.</summary>
    TooMuch,

    /// <summary>The purchase has as many refunds as a purchase may have.</summary>
    TooManyRefunds,

    /// <summary>
    /// The entry may or may not be recorded. A repeat with the same ids tells, and the sweep finishes what was begun.
    /// </summary>
    Unknown,
}
