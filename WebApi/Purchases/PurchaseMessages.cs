using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Json;
using OrleansRegistration.Users;

namespace OrleansRegistration.Purchases;

/// <summary>What purchases and refunds have in common.</summary>
internal abstract record EntryBody
{
    [Required, Description("A decimal text with at most two decimals, such as `12.50`: above 0, at most `1000000.00`.")]
    public TextField Amount { get; init; }

    [Required, Description("The currency of the service, three letters of ISO 4217.")]
    public TextField Currency { get; init; }
}

/// <summary>A purchase to be recorded.</summary>
internal sealed record PurchaseBody : EntryBody
{
    [
        Required,
        Description(
            "Chosen by the caller, unique among its purchases: 1 to 128 visible ASCII characters without a slash."
        )
    ]
    public TextField PurchaseId { get; init; }
}

/// <summary>A refund to be recorded.</summary>
internal sealed record RefundBody : EntryBody
{
    [
        Required,
        Description(
            "Chosen by the caller, unique among the refunds of the purchase: 1 to 128 visible ASCII characters "
                + "without a slash."
        )
    ]
    public TextField RefundId { get; init; }
}

/// <summary>A purchase, as it was recorded.</summary>
internal sealed record PurchaseResponse(
    [property: Description("The id that the caller chose.")] string PurchaseId,
    [property: RegularExpression(MeResponse.Money), Description("The amount.")] string Amount,
    [property: Description("The currency, ISO 4217.")] string Currency,
    [property: Description("When the purchase was recorded.")] DateTime RecordedAt,
    [property: RegularExpression(MeResponse.Money), Description("The total spending of the account after it.")]
        string UserConsumption,
    [property: Range(0, 5), Description("The account's level before it.")] int LevelBefore,
    [property: Range(0, 5), Description("The account's level after it.")] int UserLevel
);

/// <summary>A refund, as it was recorded.</summary>
internal sealed record RefundResponse(
    [property: Description("The id of the purchase.")] string PurchaseId,
    [property: Description("The id of the refund that the caller chose.")] string RefundId,
    [property: RegularExpression(MeResponse.Money), Description("The amount.")] string Amount,
    [property: Description("The currency, ISO 4217.")] string Currency,
    [property: Description("When the refund was recorded.")] DateTime RecordedAt,
    [property: RegularExpression(MeResponse.Money), Description("The total spending of the account after it.")]
        string UserConsumption,
    [property: Range(0, 5), Description("The account's level before it.")] int LevelBefore,
    [property: Range(0, 5), Description("The account's level after it.")] int UserLevel
);

/// <summary>A purchase with its refunds.</summary>
internal sealed record RefundedPurchaseResponse(
    [property: Description("The purchase, as it was recorded.")] PurchaseResponse Purchase,
    [property: RegularExpression(MeResponse.Money), Description("The sum of its refunds.")] string Refunded,
    [property: Description("Its refunds, oldest first.")] IReadOnlyList<RefundResponse> Refunds
);
