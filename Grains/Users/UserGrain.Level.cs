using System.Globalization;
using OrleansRegistration.Audit;
using OrleansRegistration.Purchases;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>What the account has spent, and its level (docs/adr/0035-purchases.md).</summary>
internal sealed partial class UserGrain
{
    // "No" comes from storage: the memory of a second activation may be older than the sign-up.
    public async Task<bool> TakesPurchasesAsync() =>
        TakesPurchases(await _row.LoadAsync()) || TakesPurchases(await _row.ReadAsync());

    public async Task<AppliedEntry> ApplyAsync(PurchaseId purchase, Guid entry)
    {
        var result = new AppliedEntry(EntryOutcome.Unknown);
        var outcome = await ChangeAsync(async seen =>
        {
            seen = seen.Value is { Status: UserStatus.Live } ? seen : await _row.ReadAsync();
            if (seen.Value?.FindUnconfirmed(entry) is { } known)
            {
                result = new(EntryOutcome.Applied, known);
                return ChangeOutcome.Unchanged;
            }

            // Only an end is final, so it alone is a "no". A clock does not decide, so a lapse is no end.
            if (seen.Value is not { Status: UserStatus.Live } record)
            {
                result = new(seen.Value?.Status is UserStatus.Ended ? EntryOutcome.Ended : EntryOutcome.Unknown);
                return ChangeOutcome.NoAccount;
            }

            // Read after the look at the account, on which the commit depends. So an entry that was applied and
            // forgotten before that look is not pending here.
            var rows = await ReadPurchasesAsync(purchase, record);
            if (rows[purchase.GrainKey] is not { Pending: { } pending } row || pending.Id != entry || row.User != Id)
            {
                result = new(EntryOutcome.NotPending);
                return ChangeOutcome.Unchanged;
            }

            var confirmed = rows.Values.SelectMany(other => other?.Entries ?? []).Select(other => other.Id).ToHashSet();
            var next = record.WithEntry(purchase.GrainKey, pending, confirmed, _levels, _clock.Now);
            result = new(EntryOutcome.Applied, next.FindUnconfirmed(entry));
            return EntryOf(seen, next, purchase, pending, row.Currency);
        });
        return outcome is ChangeOutcome.Failed or ChangeOutcome.Unknown ? new(EntryOutcome.Unknown) : result;
    }

    public async Task<LevelResult> SetLevelAsync(int? level, ActRequest request)
    {
        UserRecord? now = null;
        var outcome = await ActAsync(
            request,
            (seen, record) =>
            {
                now = record.WithLevel(level, _levels);
                return now == record
                    ? ChangeOutcome.Unchanged
                    : ActOf(
                        seen,
                        now,
                        ActKinds.Level,
                        request,
                        ("level_before", Text(record.Level)),
                        ("level_after", Text(now.Level)),
                        ("by_hand", level is null ? "false" : "true")
                    );
            }
        );

        // A repeat of the last act is not decided again.
        now = outcome is ChangeOutcome.Unchanged ? (await _row.LoadAsync()).Value : now;
        return outcome is ChangeOutcome.Done or ChangeOutcome.Unchanged && now is not null
            ? new(outcome, now.Level, now.LevelByHand is not null, now.Consumption)
            : new(outcome);
    }

    private static string Text(int level) => level.ToString(CultureInfo.InvariantCulture);

    private bool TakesPurchases(Stored<UserRecord> seen) =>
        seen.Value is { Status: UserStatus.Live } record && !record.HasLapsed(_clock.Now);

    private Attempt EntryOf(
        Stored<UserRecord> seen,
        UserRecord next,
        PurchaseId purchase,
        PendingEntry entry,
        string? currency
    ) =>
        ActOf(
            seen,
            next,
            entry.RefundId is null ? ActKinds.Purchase : ActKinds.Refund,
            new(entry.Id, entry.Actor),
            ("service", purchase.Service),
            ("purchase_id", purchase.Id),
            ("refund_id", entry.RefundId),
            ("amount", Money.Write(entry.Amount)),
            ("currency", currency),
            ("consumption", Money.Write(next.Consumption)),
            ("level_before", Text(seen.Value!.Level)),
            ("level_after", Text(next.Level))
        );

    /// <summary>
    /// Reads the row of a purchase, and the rows of those purchases whose entries the account still remembers. A row of
    /// the latter is <c>null</c> if it cannot be read: the account remembers the entry for longer then.
    /// </summary>
    private async Task<Dictionary<string, PurchaseRecord?>> ReadPurchasesAsync(PurchaseId purchase, UserRecord record)
    {
        var remembered = (record.Unconfirmed ?? []).Select(unconfirmed => unconfirmed.Purchase);
        var keys = remembered.Append(purchase.GrainKey).Distinct().ToArray();
        var rows = await Task.WhenAll(keys.Select(ReadAsync));
        return keys.Zip(rows).ToDictionary(row => row.First, row => row.Second);

        async Task<PurchaseRecord?> ReadAsync(string key)
        {
            try
            {
                return (await new GrainRow<PurchaseRecord>(GrainTypes.Purchase, GrainContext, key).ReadAsync()).Value;
            }
            catch (StorageUnavailableException) when (key != purchase.GrainKey)
            {
                return null;
            }
        }
    }
}
