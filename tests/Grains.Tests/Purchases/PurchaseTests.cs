using OrleansRegistration.Audit;
using OrleansRegistration.Purchases;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class PurchasesOnSqlite(SqliteCluster cluster) : PurchaseTests(cluster);

[Collection("PostgreSQL")]
public sealed class PurchasesOnPostgres(PostgresCluster cluster) : PurchaseTests(cluster);

/// <summary>The rows of a purchase and of its user may be in different databases.</summary>
[Collection("Two databases")]
public sealed class PurchasesOnTwoDatabases(SpreadCluster cluster) : PurchaseTests(cluster);

/// <summary>Purchases and refunds are in an account exactly once, whatever fails and whoever races.</summary>
public abstract class PurchaseTests
{
    private static readonly Actor Shop = new(ActorKind.Service, "shop");
    private readonly RegistrationCluster _cluster;

    protected PurchaseTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    [Fact]
    public async Task A_purchase_and_its_refund_change_consumption_and_level_once()
    {
        var user = await AccountAsync();
        var (id, grain) = New();
        var bought = await grain.RecordAsync(Buy(user, 100));
        Assert.Equal((PurchaseOutcome.Recorded, 100m, 0, 1), Of(bought));
        Assert.Equal(bought with { Outcome = PurchaseOutcome.Repeated }, await grain.RecordAsync(Buy(user, 100.00m)));
        Assert.Equal((1, 100m), await StandingAsync(user));

        var other = await New().Grain.RecordAsync(Buy(user, 450));
        Assert.Equal((PurchaseOutcome.Recorded, 550m, 1, 2), Of(other));
        var refunded = await grain.RefundAsync(Back(user, "r-1", 60));
        Assert.Equal((PurchaseOutcome.Recorded, 490m, 2, 1), Of(refunded));
        Assert.Equal(
            refunded with
            {
                Outcome = PurchaseOutcome.Repeated,
            },
            await grain.RefundAsync(Back(user, "r-1", 60))
        );
        // The first answer again, although other entries followed.
        Assert.Equal(bought with { Outcome = PurchaseOutcome.Repeated }, await grain.RecordAsync(Buy(user, 100)));
        Assert.Equal((1, 490m), await StandingAsync(user));

        var purchase = (await grain.FindAsync())!;
        Assert.Equal((user, "CNY"), (purchase.User, purchase.Currency));
        Assert.Equal([bought.Entry!, refunded.Entry!], purchase.Entries);
        var act = (await RecordAsync(user)).Act!;
        Assert.Equal((3, ActKinds.Refund, "service/shop"), (act.Number, act.Kind, act.Actor));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["service"] = "shop",
                ["purchase_id"] = id.Id,
                ["refund_id"] = "r-1",
                ["amount"] = "60.00",
                ["currency"] = "CNY",
                ["consumption"] = "490.00",
                ["level_before"] = "2",
                ["level_after"] = "1",
            },
            act.Data!
        );
        await Invariants.CheckAsync(_cluster);
    }

    [Fact]
    public async Task An_id_is_for_one_user_and_one_body()
    {
        var (user, other) = (await AccountAsync(), await AccountAsync());
        var grain = New().Grain;
        Assert.Equal(PurchaseOutcome.Recorded, (await grain.RecordAsync(Buy(user, 10))).Outcome);
        Assert.Equal(PurchaseOutcome.Reused, (await grain.RecordAsync(Buy(other, 10))).Outcome);
        Assert.Equal(PurchaseOutcome.Reused, (await grain.RecordAsync(Buy(user, 11))).Outcome);
        Assert.Equal(
            PurchaseOutcome.Reused,
            (await grain.RecordAsync(Buy(user, 10) with { Currency = "EUR" })).Outcome
        );
        Assert.Equal(PurchaseOutcome.NoPurchase, (await grain.RefundAsync(Back(other, "r", 1))).Outcome);
        Assert.Equal(
            PurchaseOutcome.OtherCurrency,
            (await grain.RefundAsync(Back(user, "r", 1) with { Currency = "EUR" })).Outcome
        );
        Assert.Equal(PurchaseOutcome.TooMuch, (await grain.RefundAsync(Back(user, "r", 10.01m))).Outcome);
        Assert.Equal(PurchaseOutcome.Recorded, (await grain.RefundAsync(Back(user, "r", 9))).Outcome);
        Assert.Equal(PurchaseOutcome.Reused, (await grain.RefundAsync(Back(user, "r", 1))).Outcome);
        Assert.Equal(PurchaseOutcome.TooMuch, (await grain.RefundAsync(Back(user, "s", 1.01m))).Outcome);
        Assert.Equal(PurchaseOutcome.NoPurchase, (await New().Grain.RefundAsync(Back(user, "r", 1))).Outcome);
        Assert.Null(await New().Grain.FindAsync());

        // The same id is another purchase for another service.
        var elsewhere = _cluster.Grains.GetPurchase(new("kiosk", New().Id.Id));
        Assert.Equal(PurchaseOutcome.Recorded, (await elsewhere.RecordAsync(Buy(other, 3))).Outcome);
        Assert.Equal(((0, 1m), (0, 3m)), (await StandingAsync(user), await StandingAsync(other)));
        await Invariants.CheckAsync(_cluster);
    }

    [Fact]
    public async Task A_purchase_has_a_bounded_number_of_refunds()
    {
        var user = await AccountAsync();
        var grain = New().Grain;
        await grain.RecordAsync(Buy(user, 1000));
        for (var refund = 0; refund < Purchase.MaxRefunds; refund++)
        {
            Assert.Equal(PurchaseOutcome.Recorded, (await grain.RefundAsync(Back(user, $"{refund}", 1))).Outcome);
        }

        Assert.Equal(PurchaseOutcome.TooManyRefunds, (await grain.RefundAsync(Back(user, "last", 1))).Outcome);
        Assert.Equal(PurchaseOutcome.Repeated, (await grain.RefundAsync(Back(user, "5", 1))).Outcome);
    }

    [Fact]
    public async Task Of_64_repeats_at_once_one_is_recorded()
    {
        var user = await AccountAsync();
        var (id, grain) = New();
        // A second cluster has other activations over the same rows.
        await using var other = await _cluster.StartClusterAsync(1);
        var there = other.Client.GetPurchase(id);
        var results = await Task.WhenAll(
            Enumerable.Range(0, 64).Select(i => (i % 2 == 0 ? grain : there).RecordAsync(Buy(user, 100)))
        );
        Assert.Equal(1, results.Count(result => result.Outcome is PurchaseOutcome.Recorded));
        Assert.Equal(63, results.Count(result => result.Outcome is PurchaseOutcome.Repeated));
        Assert.Single(results.Select(result => result.Entry).Distinct());
        Assert.Equal((1, 100m), await StandingAsync(user));
        Assert.Equal(1, (await RecordAsync(user)).Act!.Number);
        await Invariants.CheckAsync(_cluster);
    }

    [Fact]
    public async Task Of_one_id_for_two_users_at_once_one_user_gets_it()
    {
        await using var other = await _cluster.StartClusterAsync(1);
        for (var round = 0; round < 8; round++)
        {
            var (first, second) = (await AccountAsync(), await AccountAsync());
            var (id, grain) = New();
            var there = other.Client.GetPurchase(id);
            var results = await Task.WhenAll(grain.RecordAsync(Buy(first, 7)), there.RecordAsync(Buy(second, 7)));
            Assert.Equal(
                [PurchaseOutcome.Recorded, PurchaseOutcome.Reused],
                results.Select(result => result.Outcome).Order()
            );
            var spent = ((await StandingAsync(first)).Consumption, (await StandingAsync(second)).Consumption);
            Assert.Equal(results[0].Outcome is PurchaseOutcome.Recorded ? (7m, 0m) : (0m, 7m), spent);
        }

        await Invariants.CheckAsync(_cluster);
    }

    [Fact]
    public async Task Refunds_that_race_are_never_more_than_the_purchase()
    {
        var user = await AccountAsync();
        var (id, grain) = New();
        await grain.RecordAsync(Buy(user, 105));
        await using var other = await _cluster.StartClusterAsync(1);
        var there = other.Client.GetPurchase(id);
        var results = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(i => (i % 2 == 0 ? grain : there).RefundAsync(Back(user, $"r{i}", 10)))
        );
        Assert.Equal(10, results.Count(result => result.Outcome is PurchaseOutcome.Recorded));
        Assert.Equal(22, results.Count(result => result.Outcome is PurchaseOutcome.TooMuch));
        Assert.Equal((0, 5m), await StandingAsync(user));
        await Invariants.CheckAsync(_cluster);
    }

    [Fact]
    public async Task Many_purchases_of_one_account_at_once_are_all_in_it()
    {
        var user = await AccountAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => New().Grain.RecordAsync(Buy(user, 20))));
        Assert.All(results, result => Assert.Equal(PurchaseOutcome.Recorded, result.Outcome));
        Assert.Equal((2, 800m), await StandingAsync(user));

        // Each crossing is in one entry.
        Assert.Equal(
            [(0, 1, 100m), (1, 2, 500m)],
            results
                .Select(result => result.Entry!)
                .Where(entry => entry.LevelBefore != entry.Level)
                .OrderBy(entry => entry.Consumption)
                .Select(entry => (entry.LevelBefore, entry.Level, entry.Consumption))
        );
        await Invariants.CheckAsync(_cluster);
    }

    [Fact]
    public async Task A_storage_failure_anywhere_leaves_a_purchase_that_a_repeat_records_once()
    {
        foreach (var (operation, type, nth) in await PointsAsync())
        {
            foreach (var way in StorageFailures.Of(operation))
            {
                var user = await AccountAsync();
                await New().Grain.RecordAsync(Buy(user, 1)); // an entry to be forgotten
                var grain = New().Grain;
                var point = $"{operation} {nth} of {type}, {way}";
                var fault = Plan(operation, type, nth, way);
                var answers = new List<PurchaseResult>();
                foreach (
                    var request in (Func<Task<PurchaseResult>>[])
                        [
                            () => grain.RecordAsync(Buy(user, 120)),
                            () => grain.RecordAsync(Buy(user, 120)),
                            () => grain.RefundAsync(Back(user, "r", 30)),
                            () => grain.RefundAsync(Back(user, "r", 30)),
                        ]
                )
                {
                    answers.Add(await request());
                }

                Assert.True(fault.Struck.IsCompleted, $"{point}: was never met");
                if (way == StorageFailure.Late)
                {
                    await Record.ExceptionAsync(fault.LandAsync);
                }

                Assert.DoesNotContain(answers, answer => !IsExpected(answer.Outcome));
                answers =
                [
                    await grain.RecordAsync(Buy(user, 120)),
                    await grain.RefundAsync(Back(user, "r", 30)),
                    await New().Grain.RecordAsync(Buy(user, 5)),
                ];
                Assert.All(answers, answer => Assert.True(answer.Outcome is not PurchaseOutcome.Unknown, point));
                Assert.True((await StandingAsync(user)).Consumption == 96m, $"{point}: {await StandingAsync(user)}");
                Assert.Equal(4, (await RecordAsync(user)).Act!.Number);
                await Invariants.CheckAsync(_cluster);
            }
        }

        bool IsExpected(PurchaseOutcome outcome) =>
            outcome
                is PurchaseOutcome.Recorded
                    or PurchaseOutcome.Repeated
                    or PurchaseOutcome.Unknown
                    or PurchaseOutcome.NoPurchase;
    }

    [Fact]
    public async Task The_sweep_finishes_what_nobody_repeats()
    {
        foreach (var (type, lasting) in ((string, int)[])[("purchase", 2), ("user", 1)])
        {
            var user = await AccountAsync();
            var (id, grain) = New();
            _cluster.Faults.Clear();
            _cluster.Faults.FailBefore(call => call.GrainType == type, lasting, lasts: true);
            Assert.Equal(PurchaseOutcome.Unknown, (await grain.RecordAsync(Buy(user, 100))).Outcome);
            _cluster.Faults.Clear();
            await Invariants.CheckAsync(_cluster);
            Assert.Contains(
                await _cluster.RowsAsync(),
                row => row.Key == id.GrainKey && row.Payload.Contains("\"pending\":", StringComparison.Ordinal)
            );
            await SweepAsync();
            Assert.DoesNotContain(
                await _cluster.RowsAsync(),
                row => row.Key == id.GrainKey && row.Payload.Contains("\"pending\":", StringComparison.Ordinal)
            );
            Assert.Equal((1, 100m), await StandingAsync(user));
            Assert.Equal(PurchaseOutcome.Repeated, (await grain.RecordAsync(Buy(user, 100))).Outcome);
            await Invariants.CheckAsync(_cluster);
        }
    }

    [Fact]
    public async Task An_entry_that_the_account_has_forgotten_is_not_added_again()
    {
        var user = await AccountAsync();
        var (id, grain) = New();
        var bought = (await grain.RecordAsync(Buy(user, 10))).Entry!;
        var effects = _cluster.Grains.GetUserEffects(user);
        Assert.Equal(bought, (await effects.ApplyAsync(id, bought.Id)).Entry);
        await New().Grain.RecordAsync(Buy(user, 20));
        Assert.DoesNotContain((await RecordAsync(user)).Unconfirmed!.Value, entry => entry.Entry.Id == bought.Id);

        // A call that was under way since before the first answer.
        Assert.Equal(EntryOutcome.NotPending, (await effects.ApplyAsync(id, bought.Id)).Outcome);
        await using var other = await _cluster.StartClusterAsync(1);
        Assert.Equal(
            EntryOutcome.NotPending,
            (await other.Client.GetUserEffects(user).ApplyAsync(id, bought.Id)).Outcome
        );
        Assert.Equal((0, 30m), await StandingAsync(user));
        await Invariants.CheckAsync(_cluster);
    }

    [Fact]
    public async Task Without_an_account_nothing_is_recorded_and_nothing_remembered()
    {
        var (id, grain) = New();
        Assert.Equal(
            PurchaseOutcome.NoAccount,
            (await grain.RecordAsync(Buy(UserId.New(TimeProvider.System), 10))).Outcome
        );
        Assert.DoesNotContain(await _cluster.RowsAsync(), row => row.Key == id.GrainKey);

        var user = await AccountAsync();
        Assert.Equal(PurchaseOutcome.Recorded, (await grain.RecordAsync(Buy(user, 10))).Outcome);
        Assert.Equal(ChangeOutcome.Done, await _cluster.Grains.GetUser(user).SetDisabledAsync(true, Acts.New()));
        Assert.Equal(PurchaseOutcome.Recorded, (await New().Grain.RecordAsync(Buy(user, 10))).Outcome);
        await _cluster.Grains.GetUser(user).SetDisabledAsync(false, Acts.New());
        Assert.Equal(ChangeOutcome.Done, await _cluster.Grains.GetUser(user).EndAsync(RegistrationCluster.Password));
        Assert.Equal(PurchaseOutcome.NoAccount, (await New().Grain.RecordAsync(Buy(user, 10))).Outcome);
        Assert.Equal(PurchaseOutcome.NoAccount, (await grain.RefundAsync(Back(user, "r", 10))).Outcome);
        Assert.Equal(PurchaseOutcome.Repeated, (await grain.RecordAsync(Buy(user, 10))).Outcome);
        Assert.Single((await grain.FindAsync())!.Entries);
        await Invariants.CheckAsync(_cluster);
    }

    [Fact]
    public async Task An_account_that_ends_between_the_steps_keeps_the_entry_or_frees_the_id()
    {
        foreach (var type in (string[])["purchase", "user"])
        {
            var user = await AccountAsync();
            var grain = New().Grain;
            _cluster.Faults.Clear();
            _cluster.Faults.FailBefore(call => call.GrainType == type, type == "purchase" ? 2 : 1, lasts: true);
            Assert.Equal(PurchaseOutcome.Unknown, (await grain.RecordAsync(Buy(user, 100))).Outcome);
            _cluster.Faults.Clear();
            Assert.Equal(
                ChangeOutcome.Done,
                await _cluster.Grains.GetUser(user).EndAsync(RegistrationCluster.Password)
            );
            await _cluster.SettleAsync(); // the clean-up erases what is personal
            await Invariants.CheckAsync(_cluster);

            // The commit landed before the end in the first case, and never in the second one.
            Assert.Equal(
                type == "purchase" ? PurchaseOutcome.Repeated : PurchaseOutcome.NoAccount,
                (await grain.RecordAsync(Buy(user, 100))).Outcome
            );
            var next = await AccountAsync();
            Assert.Equal(
                type == "purchase" ? PurchaseOutcome.Reused : PurchaseOutcome.Recorded,
                (await grain.RecordAsync(Buy(next, 100))).Outcome
            );
            await Invariants.CheckAsync(_cluster);
        }
    }

    [Fact]
    public async Task A_level_that_was_set_by_hand_stays_until_it_is_cleared()
    {
        var user = await AccountAsync();
        var grain = _cluster.Grains.GetUserAdministration(user);
        Assert.Equal(new(ChangeOutcome.Unchanged), await grain.SetLevelAsync(null, Acts.New("why")));
        Assert.Equal(new(ChangeOutcome.Done, 3, true), await grain.SetLevelAsync(3, Acts.New("a guest")));
        Assert.Equal(new(ChangeOutcome.Unchanged, 3, true), await grain.SetLevelAsync(3, Acts.New("a guest")));
        var act = (await RecordAsync(user)).Act!;
        Assert.Equal(
            (ActKinds.Level, "a guest", "0", "3"),
            (act.Kind, act.Reason, act.Data!["level_before"], act.Data["level_after"])
        );
        Assert.Equal((PurchaseOutcome.Recorded, 10000m, 3, 3), Of(await New().Grain.RecordAsync(Buy(user, 10000))));
        Assert.True((await _cluster.Grains.GetUser(user).FindAsync())!.IsLevelByHand);
        Assert.Equal(new(ChangeOutcome.Done, 5, false, 10000), await grain.SetLevelAsync(null, Acts.New("over")));
        Assert.Equal(
            ChangeOutcome.NoAccount,
            (
                await _cluster
                    .Grains.GetUserAdministration(UserId.New(TimeProvider.System))
                    .SetLevelAsync(1, Acts.New("x"))
            ).Outcome
        );
        await Invariants.CheckAsync(_cluster);
    }

    private static (PurchaseOutcome Outcome, decimal Consumption, int Before, int Level) Of(PurchaseResult result) =>
        (result.Outcome, result.Entry!.Consumption, result.Entry.LevelBefore, result.Entry.Level);

    private static PurchaseRequest Buy(UserId user, decimal amount) => new(user, amount, "CNY", Shop);

    private static RefundRequest Back(UserId user, string id, decimal amount) => new(user, id, amount, "CNY", Shop);

    private (PurchaseId Id, IPurchaseGrain Grain) New()
    {
        var id = new PurchaseId("shop", $"order-{RegistrationCluster.Fresh()}");
        return (id, _cluster.Grains.GetPurchase(id));
    }

    private async Task<UserId> AccountAsync() =>
        (await _cluster.RegisterAsync(RegistrationCluster.SignUp())).Account!.Id;

    private async Task<(int Level, decimal Consumption)> StandingAsync(UserId user)
    {
        var record = await RecordAsync(user);
        return (record.Level, record.Consumption);
    }

    private async Task<UserRecord> RecordAsync(UserId user) =>
        System.Text.Json.JsonSerializer.Deserialize(
            (await _cluster.RowsAsync()).Single(row => row.Key == user.GrainKey).Payload,
            StateJson.Default.UserRecord
        )!;

    /// <summary>Every storage call of a purchase and a refund, of an account that remembers an entry.</summary>
    private async Task<IReadOnlyList<(StorageOperation Operation, string Type, int Nth)>> PointsAsync()
    {
        var user = await AccountAsync();
        await New().Grain.RecordAsync(Buy(user, 1));
        var grain = New().Grain;
        _cluster.Faults.Clear();
        await grain.RecordAsync(Buy(user, 120));
        await grain.RefundAsync(Back(user, "r", 30));
        var points = StorageFailures.PointsOf(
            _cluster.Faults.Log.Where(call => call.GrainType is "purchase" or "user")
        );
        Assert.Equal(4, points.Count(point => point.Type == "purchase" && point.Operation is StorageOperation.Write));
        Assert.Equal(2, points.Count(point => point.Type == "user" && point.Operation is StorageOperation.Write));
        return points;
    }

    private StorageFault Plan(StorageOperation operation, string type, int nth, StorageFailure way)
    {
        _cluster.Faults.Clear();
        return _cluster.Faults.Fail(
            way,
            call =>
                call.GrainType == type
                && (call.Operation == StorageOperation.Read) == (operation == StorageOperation.Read),
            nth
        );
    }

    private async Task SweepAsync()
    {
        for (var tries = 0; await _cluster.SweepAsync() > 0; tries++)
        {
            Assert.True(tries < 10, "A purchase cannot be finished.");
        }
    }
}
