using OrleansRegistration.Operators;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>Checks that receipts can be read.</summary>
internal sealed class ReceiptRows(Findings findings)
    : RowChecker<ReceiptRecord>(StateJson.Default.ReceiptRecord, findings)
{
    /// <inheritdoc/>
    protected override void Check(RowKey row, ReceiptRecord record)
    {
        if (!GrainKeys.TryParseReceipt(row.GrainKey, out _) || string.IsNullOrEmpty(record.Fingerprint))
        {
            Findings.Report(Invariant.Readable, "the key is not a receipt's, or there is no fingerprint", row);
        }
    }
}
