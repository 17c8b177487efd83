using System.Collections.Immutable;
using OrleansRegistration.Audit;
using OrleansRegistration.Users;

namespace OrleansRegistration.Purchases;

/// <summary>A purchase with its refunds.</summary>
/// <param name="Entries">The purchase, then its refunds in order.</param>
[GenerateSerializer, Immutable, Alias("purchase")]
public sealed record Purchase(
    [property: Id(0)] UserId User,
    [property: Id(1)] string Currency,
    [property: Id(2)] ImmutableArray<LedgerEntry> Entries
)
{
    /// <summary>The most refunds of a purchase.</summary>
    public const int MaxRefunds = 100;
}

/// <summary>A purchase that a service wants to record.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Actor">Who records it, for the audit log.</param>
[GenerateSerializer, Immutable, Alias("purchase-request")]
public sealed record PurchaseRequest(
    [property: Id(0)] UserId User,
    [property: Id(1)] decimal Amount,
    [property: Id(2)] string Currency,
    [property: Id(3)] Actor Actor
);

/// <summary>A refund that a service wants to record.</summary>
/// <param name="RefundId">Unique among the refunds of the purchase.</param>
/// <inheritdoc cref="PurchaseRequest" path="/param"/>
[GenerateSerializer, Immutable, Alias("refund-request")]
public sealed record RefundRequest(
    [property: Id(0)] UserId User,
    [property: Id(1)] string RefundId,
    [property: Id(2)] decimal Amount,
    [property: Id(3)] string Currency,
    [property: Id(4)] Actor Actor
);
