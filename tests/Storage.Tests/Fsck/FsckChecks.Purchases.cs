using OrleansRegistration.Audit;
using OrleansRegistration.Fsck;
using OrleansRegistration.Purchases;
using OrleansRegistration.Users;

namespace OrleansRegistration.Storage;

/// <summary>Purchases: their rows, the accounts and the audit log say the same.</summary>
public abstract partial class FsckChecks
{
    private const string PurchaseKey = "purchase/shop/order-1";

    private static readonly Actor Shop = new(ActorKind.Service, "shop");
    private static readonly LedgerEntry Bought = new(Guid.NewGuid(), null, 100, Now, 100, 0, 1);
    private static readonly LedgerEntry Refunded = new(Guid.NewGuid(), "r", 30, Now, 70, 1, 0);
    private static readonly PendingEntry Pending = new(Refunded.Id, Refunded.RefundId, Refunded.Amount, Shop);

    [Fact]
    public async Task A_purchase_with_a_refund_is_sound_also_while_the_refund_is_pending()
    {
        await PurchaseAsync();
        Assert.Equal(0, (await _store.RunAsync("fsck")).Code);
        await ChangePurchaseAsync(row => row with { Entries = [Bought], Pending = Pending });
        Assert.Equal(0, (await _store.RunAsync("fsck")).Code);
        await _store.PutAsync("purchase/shop/free", new PurchaseRecord(), StateJson.Default.PurchaseRecord);
        Assert.Equal(0, (await _store.RunAsync("fsck")).Code);
        await ChangeUserAsync(4, user => user with { Consumption = 50, OpeningConsumption = 50 });
        Assert.Equal(0, (await _store.RunAsync("fsck")).Code);
    }

    [Fact]
    public async Task Purchases_a_consumption_that_the_audit_log_does_not_explain()
    {
        var user = await PurchaseAsync();
        await ChangeUserAsync(3, record => record with { Consumption = 70.01m });
        await ReportsAsync((Invariant.Purchases, [user]));
        await ChangeUserAsync(3, record => record with { Consumption = 70, OpeningConsumption = 1 });
        await ReportsAsync((Invariant.Purchases, [user]));
    }

    [Fact]
    public async Task Purchases_entries_of_the_audit_log_without_a_row()
    {
        var user = await PurchaseAsync();
        await _store.DeleteAsync(PurchaseKey);
        await ReportsAsync((Invariant.Purchases, [user]), (Invariant.Purchases, [user]));
    }

    [Fact]
    public async Task Purchases_entries_of_a_row_that_the_audit_log_does_not_have()
    {
        var user = await PurchaseAsync();
        (Invariant, string[]) breach = (Invariant.Purchases, [PurchaseKey, user]);
        var never = Refunded with { Id = Guid.NewGuid(), RefundId = "s" };
        await ChangePurchaseAsync(row => row with { Entries = [Bought, Refunded, never] });
        await ReportsAsync(breach);
        await ChangePurchaseAsync(row => row with { Entries = [Bought with { Amount = 101 }, Refunded] });
        await ReportsAsync(breach);
        await ChangePurchaseAsync(row => row with { Entries = [Bought, Refunded with { RefundId = "other" }] });
        await ReportsAsync(breach);

        var (other, _) = await _store.UserAsync(5);
        await ChangePurchaseAsync(row => row with { Entries = [Bought, Refunded], User = other });
        await ReportsAsync(
            (Invariant.Purchases, [PurchaseKey, other.GrainKey]),
            (Invariant.Purchases, [PurchaseKey, other.GrainKey])
        );
    }

    [Fact]
    public async Task Purchases_one_entry_in_two_rows()
    {
        var user = await PurchaseAsync();
        await _store.PutAsync(
            "purchase/shop/order-2",
            await _store.GetAsync(PurchaseKey, StateJson.Default.PurchaseRecord),
            StateJson.Default.PurchaseRecord
        );
        var (code, lines, _) = await _store.RunAsync("fsck");
        Assert.Equal((1, 3), (code, lines.Length));
        Assert.All(lines[..^1], line => Assert.Contains(user, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Purchases_one_entry_twice_in_the_audit_log()
    {
        var user = await PurchaseAsync();
        await _store.QueryAsync(
            """
            insert into audit_entry (service_id, subject, number, id, kind, at, actor, reason, data)
            select service_id, subject, 3, id, kind, at, actor, reason, data from audit_entry
            where subject = @key and number = 1
            """,
            user
        );
        await ReportsAsync((Invariant.Purchases, [user]), (Invariant.Audit, [user]));
    }

    [Fact]
    public async Task Purchases_refunds_beyond_the_purchase()
    {
        await PurchaseAsync();
        var pending = Pending with { Id = Guid.NewGuid(), RefundId = "s", Amount = 70.01m };
        await ChangePurchaseAsync(row => row with { Pending = pending });
        await ReportsAsync((Invariant.Purchases, [PurchaseKey]));
        await ChangePurchaseAsync(row => row with { Pending = pending with { Amount = 70 } });
        Assert.Equal(0, (await _store.RunAsync("fsck")).Code);
        await ChangePurchaseAsync(row => row with { Pending = pending with { Amount = 1, RefundId = "r" } });
        await ReportsAsync((Invariant.Purchases, [PurchaseKey]));
    }

    [Fact]
    public async Task Purchases_a_pending_entry_that_would_be_added_again()
    {
        await PurchaseAsync();
        await ChangePurchaseAsync(row => row with { Entries = [Bought], Pending = Pending });
        await ChangeUserAsync(3, user => user with { Unconfirmed = null });
        await ReportsAsync((Invariant.Purchases, [PurchaseKey]));
    }

    [Fact]
    public async Task Purchases_an_entry_that_an_account_believes_to_have()
    {
        var user = await PurchaseAsync();
        await ChangeUserAsync(
            3,
            record => record with { Unconfirmed = [new(PurchaseKey, Refunded with { Id = Guid.NewGuid() })] }
        );
        await ReportsAsync((Invariant.Purchases, [user]));
    }

    [Fact]
    public async Task Purchases_a_level_that_is_not_the_one_set_by_hand()
    {
        await ChangeUserAsync(4, user => user with { Level = 3, LevelByHand = 3 });
        Assert.Equal(0, (await _store.RunAsync("fsck")).Code);
        await ChangeUserAsync(4, user => user with { Level = 2 });
        await ReportsAsync((Invariant.Purchases, [(await _store.UserAsync(4)).Id.GrainKey]));
    }

    [Fact]
    public async Task Readable_a_purchase_without_an_owner_or_with_a_wrong_key()
    {
        await _store.PutAsync("purchase/order-1", new PurchaseRecord(), StateJson.Default.PurchaseRecord);
        await ReportsAsync((Invariant.Readable, ["purchase/order-1"]));
        await _store.DeleteAsync("purchase/order-1");
        await _store.PutAsync(
            PurchaseKey,
            new PurchaseRecord { Pending = Pending with { RefundId = null } },
            StateJson.Default.PurchaseRecord
        );
        await ReportsAsync((Invariant.Readable, [PurchaseKey]));
    }

    /// <summary>Puts a purchase with a refund into account 3, as the service does.</summary>
    /// <returns>The key of the account.</returns>
    private async Task<string> PurchaseAsync()
    {
        var (id, user) = await _store.UserAsync(3);
        foreach (var entry in (LedgerEntry[])[Bought, Refunded])
        {
            user = user with
            {
                Consumption = entry.Consumption,
                Level = entry.Level,
                Unconfirmed = [new(PurchaseKey, entry)],
                Act = Act.After(
                    user.Act,
                    entry.RefundId is null ? ActKinds.Purchase : ActKinds.Refund,
                    new(entry.Id, Shop),
                    Now,
                    ("service", "shop"),
                    ("purchase_id", "order-1"),
                    ("refund_id", entry.RefundId),
                    ("amount", Money.Write(entry.Amount))
                ),
            };
            await _store.PutAsync(id.GrainKey, user, StateJson.Default.UserRecord);
        }

        await _store.PutAsync(
            PurchaseKey,
            new PurchaseRecord
            {
                User = id,
                Currency = "CNY",
                Entries = [Bought, Refunded],
            },
            StateJson.Default.PurchaseRecord
        );
        return id.GrainKey;
    }

    private Task ChangePurchaseAsync(Func<PurchaseRecord, PurchaseRecord> change) =>
        _store.ChangeAsync(PurchaseKey, StateJson.Default.PurchaseRecord, change);

    private async Task ChangeUserAsync(int number, Func<UserRecord, UserRecord> change) =>
        await _store.ChangeAsync((await _store.UserAsync(number)).Id.GrainKey, StateJson.Default.UserRecord, change);
}
