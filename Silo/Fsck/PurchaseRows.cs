using System.Runtime.InteropServices;
using OrleansRegistration.Purchases;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Compares the purchases' rows with the audit log: each entry of a row is in the log of its account once, and the
/// reverse. The refunds of a purchase are not more than the purchase.
/// </summary>
internal sealed class PurchaseRows(Findings findings, StoreIndex index)
    : RowChecker<PurchaseRecord>(StateJson.Default.PurchaseRecord, findings)
{
    private readonly List<(RowKey Row, Guid Entry)> _pending = [];

    /// <summary>Takes a line of the audit log. All lines come before the first row.</summary>
    public void Add(LedgerLine line)
    {
        if (!GrainKeys.TryParseUser(line.Subject, out var user))
        {
            Findings.Report(
                Invariant.Purchases,
                "a purchase in the audit log has no user",
                new RowKey("", line.Subject)
            );
            return;
        }

        var amount = line.IsRefund ? -line.Amount : line.Amount;
        var item = new LedgerItem(user.Value, line.Number, amount, LedgerItem.TextOf(line.Purchase, line.RefundId));
        if (index.Ledger.TryAdd(line.Id, item))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(index.Spent, user.Value, out _) += amount;
        }
        else if (index.Ledger[line.Id] != item) // the same line in two databases is one line
        {
            Findings.Report(Invariant.Purchases, "the audit log has one entry twice", RowKeys.User(user.Value));
        }
    }

    /// <inheritdoc/>
    public override void Finish()
    {
        foreach (var (row, entry) in _pending)
        {
            if (index.Ledger.ContainsKey(entry) && !index.Unconfirmed.Contains(entry))
            {
                Findings.Report(
                    Invariant.Purchases,
                    "a pending entry is in the audit log, and would be added again",
                    row
                );
            }
        }

        foreach (var item in index.Ledger.Values.Where(item => !item.IsKnown))
        {
            Findings.Report(
                Invariant.Purchases,
                "an entry of the audit log is in no purchase's row",
                RowKeys.User(item.User)
            );
        }
    }

    /// <inheritdoc/>
    protected override void Check(RowKey row, PurchaseRecord record)
    {
        if (!GrainKeys.TryParsePurchase(row.GrainKey, out _))
        {
            Findings.Report(Invariant.Readable, "the key is not a purchase's", row);
            return;
        }

        if (record.Entries.IsEmpty && record.Pending is null)
        {
            return; // the id is free again
        }

        if (record.User is not { } user || record.Currency is null)
        {
            Findings.Report(Invariant.Readable, "the payload has no owner or no currency", row);
            return;
        }

        foreach (var entry in record.Entries)
        {
            if (!IsInLedger(row, user.Value, entry.Id, entry.RefundId, entry.Amount))
            {
                Findings.Report(
                    Invariant.Purchases,
                    "an entry of a purchase is not in the audit log of its account",
                    row,
                    RowKeys.User(user.Value)
                );
            }
        }

        if (record.Pending is { } pending)
        {
            IsInLedger(row, user.Value, pending.Id, pending.RefundId, pending.Amount);
            _pending.Add((row, pending.Id));
        }

        CheckRefunds(row, record);
    }

    private void CheckRefunds(RowKey row, PurchaseRecord record)
    {
        (string? RefundId, decimal Amount)[] all =
        [
            .. record.Entries.Select(entry => (entry.RefundId, entry.Amount)),
            .. record.Pending is { } pending ? [(pending.RefundId, pending.Amount)] : Array.Empty<(string?, decimal)>(),
        ];
        if (all[0].RefundId is not null || all.DistinctBy(entry => entry.RefundId).Count() < all.Length)
        {
            Findings.Report(Invariant.Purchases, "a purchase is not one purchase with refunds of different ids", row);
        }
        else if (all.Any(entry => entry.Amount <= 0) || all.Skip(1).Sum(entry => entry.Amount) > all[0].Amount)
        {
            Findings.Report(Invariant.Purchases, "the refunds of a purchase are more than the purchase", row);
        }
    }

    private bool IsInLedger(RowKey row, Guid user, Guid entry, string? refundId, decimal amount)
    {
        ref var item = ref CollectionsMarshal.GetValueRefOrNullRef(index.Ledger, entry);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref item) || item.IsKnown)
        {
            return false;
        }

        item.IsKnown = true;
        return item.User == user
            && item.Amount == (refundId is null ? amount : -amount)
            && item.Text == LedgerItem.TextOf(row.GrainKey, refundId);
    }
}
