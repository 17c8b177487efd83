using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansRegistration.Audit;
using OrleansRegistration.Users;

namespace OrleansRegistration.Purchases;

/// <summary>An entry that the user's account must contain, and may contain already.</summary>
/// <inheritdoc cref="LedgerEntry" path="/param"/>
/// <param name="Actor">Who asked for the entry, for the audit log.</param>
internal sealed record PendingEntry(Guid Id, string? RefundId, decimal Amount, Actor Actor);

/// <summary>
/// A purchase's record. The write that makes an entry pending decides for whom the purchase's id is, and how much is
/// refunded. No other entry follows before that one is settled (docs/adr/0035-purchases.md).
/// </summary>
internal sealed record PurchaseRecord
{
    /// <summary>
    /// Whose purchase it is. <c>null</c> when the id is free again, because the account had ended.
    /// </summary>
    public UserId? User { get; init; }

    /// <summary>ISO 4217; <c>null</c> when the id is free.</summary>
    public string? Currency { get; init; }

    /// <summary>The purchase and its refunds, in order. The user's account contains each of them.</summary>
    public ImmutableArray<LedgerEntry> Entries
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    /// <summary>The entry that is still to be settled; <c>null</c> for none.</summary>
    public PendingEntry? Pending { get; init; }

    /// <summary>The sum of the refunds.</summary>
    [JsonIgnore]
    public decimal Refunded => Entries.Skip(1).Sum(refund => refund.Amount);

    /// <summary>
    /// The answer to a request for an entry, while none is pending; <c>null</c> when the entry may be made pending.
    /// </summary>
    public PurchaseResult? Answer(UserId user, string currency, PendingEntry wanted)
    {
        var isOthers = !Entries.IsEmpty && User != user;
        if (wanted.RefundId is not null && (Entries.IsEmpty || isOthers))
        {
            return new(PurchaseOutcome.NoPurchase);
        }

        if (Entries.FirstOrDefault(entry => entry.RefundId == wanted.RefundId) is { } entry)
        {
            return isOthers || entry.Amount != wanted.Amount || Currency != currency
                ? new(PurchaseOutcome.Reused)
                : new(entry.Id == wanted.Id ? PurchaseOutcome.Recorded : PurchaseOutcome.Repeated, entry);
        }

        return wanted.RefundId is null ? null
            : Currency != currency ? new(PurchaseOutcome.OtherCurrency)
            : Entries.Length > Purchase.MaxRefunds ? new(PurchaseOutcome.TooManyRefunds)
            : Refunded + wanted.Amount > Entries[0].Amount ? new(PurchaseOutcome.TooMuch)
            : null;
    }

    /// <summary>The record with a pending entry.</summary>
    public PurchaseRecord Begin(UserId user, string currency, PendingEntry wanted) =>
        this with
        {
            User = user,
            Currency = currency,
            Pending = wanted,
        };

    /// <summary>The record with its pending entry in the account.</summary>
    public PurchaseRecord Settle(LedgerEntry entry) => this with { Entries = Entries.Add(entry), Pending = null };

    /// <summary>The record without its pending entry: the account has ended without it.</summary>
    public PurchaseRecord GiveUp() => Entries.IsEmpty ? new() : this with { Pending = null };
}
