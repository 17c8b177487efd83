using OrleansRegistration.Keys;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks the key ring. Decrypts nothing. Until the first keys are in the ring, it holds only elements of Data
/// Protection.
/// </summary>
internal sealed class KeyRingRows(Findings findings)
    : RowChecker<KeyRingRecord>(StateJson.Default.KeyRingRecord, findings)
{
    // The beginning of ASP.NET Data Protection's ciphertexts, and an element of its own keys when they are not
    // encrypted.
    private const string ProtectedBegins = "CfDJ8";
    private const string Plain = "<masterKey";

    // The shortest overlap that the settings allow. Rows do not say what the settings of the nodes are.
    private static readonly TimeSpan ShortestOverlap = TimeSpan.FromMinutes(1) + KeyRing.Margin;

    /// <inheritdoc/>
    protected override void Check(RowKey row, KeyRingRecord record)
    {
        // Members of a damaged row may be absent, whatever their types say.
        if (record.Keys.Any(key => key?.Secret is null) || record.Elements.Any(element => element?.Xml is null))
        {
            Findings.Report(Invariant.KeyRing, "a key or an element has no content", row);
            return;
        }

        Expect(
            record.Keys.All(key => key.Secret.StartsWith(ProtectedBegins, StringComparison.Ordinal))
                && !record.Elements.Any(element => element.Xml.Contains(Plain, StringComparison.Ordinal)),
            "a secret is not encrypted"
        );
        if (record.Keys.IsEmpty)
        {
            return;
        }

        Expect(
            !string.IsNullOrEmpty(record.MasterCheck),
            "there is no check of the master secret that the keys are encrypted under"
        );
        Expect(record.Keys.DistinctBy(key => key.Id).Count() == record.Keys.Length, "two keys have the same id");
        Expect(
            record.Keys.Count(key => key.Purpose is KeyPurpose.Derivation) == 1,
            "expected exactly one derivation key"
        );

        var signing = record
            .Keys.Where(key => key.Purpose is KeyPurpose.Signing)
            .OrderBy(key => key.ActiveFrom)
            .ToArray();
        Expect(
            signing.Length > 0 && signing[0].ActiveFrom <= Findings.Now + Clocks.MaxSkew,
            "there is no active signing key"
        );
        Expect(
            signing.Count(key => key.RetireAt is null) == 1 && signing[^1].RetireAt is null,
            "expected exactly one signing key without a retirement date: the newest"
        );
        Expect(!signing.Any(key => key.MadeAt > key.ActiveFrom), "a key signs before it was made");
        Expect(
            !signing.Zip(signing.Skip(1)).Any(pair => IsTooShort(pair.First, pair.Second)),
            "a signing key is retired before its last tokens have expired"
        );

        void Expect(bool isTrue, string otherwise)
        {
            if (!isTrue)
            {
                Findings.Report(Invariant.KeyRing, otherwise, row);
            }
        }
    }

    private static bool IsTooShort(KeyRingKey key, KeyRingKey next) =>
        key.ActiveFrom == next.ActiveFrom || key.RetireAt < next.ActiveFrom + ShortestOverlap;
}
