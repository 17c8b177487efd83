using System.Collections.Concurrent;
using System.Text.Json;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class OwnerTermsOnSqlite(SqliteCluster cluster) : OwnerTermsTests(cluster);

[Collection("PostgreSQL")]
public sealed class OwnerTermsOnPostgres(PostgresCluster cluster) : OwnerTermsTests(cluster);

/// <summary>
/// What an account's record says of its codes: quotas hold in every race, frozen codes grant nothing, and codes that
/// operators issue obey the rules of own codes. Storage fails at every write of these changes, in every way.
/// </summary>
public abstract class OwnerTermsTests
{
    private readonly RegistrationCluster _cluster;

    protected OwnerTermsTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    [Fact]
    public async Task Freeze_and_quota_are_never_unchanged_by_old_memory()
    {
        var owner = await _cluster.InviterAsync();
        var user = _cluster.Grains.GetUser(owner.Id);
        Assert.NotNull(await user.GetQuotaAsync()); // the grain remembers the account
        await using (var second = await _cluster.StartClusterAsync(1))
        {
            var other = second.Client.GetUser(owner.Id);
            Assert.Equal(ChangeOutcome.Done, await other.SetFrozenAsync(true, Acts.New()));
            Assert.Equal(ChangeOutcome.Done, await other.SetQuotaAsync(new(null, 5), Acts.New()));
        }

        Assert.Equal(ChangeOutcome.Done, await user.SetFrozenAsync(false, Acts.New()));
        Assert.Equal(ChangeOutcome.Done, await user.SetQuotaAsync(new(null, null), Acts.New()));
        Assert.Equal(new(null, null), await user.GetQuotaAsync());
        await UntilTheOutboxIsEmptyAsync();
        await Invariants.CheckAsync(_cluster);
    }

    [Fact]
    public async Task Quota_is_used_up_exactly_though_redemptions_race_with_new_codes()
    {
        const int quota = 12;
        var owner = await _cluster.InviterAsync();
        var user = _cluster.Grains.GetUser(owner.Id);
        Assert.Equal(ChangeOutcome.Done, await user.SetQuotaAsync(new(null, quota), Acts.New()));
        var codes = new ConcurrentBag<InvitationCode> { owner.InvitationCode };
        var created = 0;
        for (var round = 0; round < 4; round++)
        {
            var renewing = RenewAsync();
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SignUpAsync([.. codes])).Append(renewing));
        }

        await _cluster.SettleAsync([.. codes]);
        await UntilTheOutboxIsEmptyAsync();
        for (var i = 0; i < quota; i++)
        {
            await SignUpAsync([(await user.FindAsync())!.InvitationCode]);
        }

        await _cluster.SettleAsync([.. codes]);
        Assert.Equal(quota, created);
        Assert.Equal(quota, (await user.GetAsync())!.Registered);
        await Invariants.CheckAsync(_cluster, [.. codes]);

        async Task RenewAsync()
        {
            var renewed = await user.NewCodeAsync();
            Assert.Equal(ChangeOutcome.Done, renewed.Outcome);
            codes.Add(renewed.Code!);
        }

        async Task SignUpAsync(InvitationCode[] known)
        {
            foreach (var code in known)
            {
                var result = await _cluster.RegisterAsync(RegistrationCluster.SignUp(code));
                if (result.Outcome is SignUpOutcome.Created)
                {
                    Interlocked.Increment(ref created);
                    return;
                }

                Assert.Contains(result.Refusals, refusal => refusal.Field is SignUpField.InvitationCode);
            }
        }
    }

    [Fact]
    public async Task Quota_that_changes_in_a_race_is_never_passed()
    {
        long[] quotas = [4, 9, 6, 14];
        var owner = await _cluster.InviterAsync();
        var user = _cluster.Grains.GetUser(owner.Id);
        Assert.Equal(ChangeOutcome.Done, await user.SetQuotaAsync(new(null, 2), Acts.New()));
        await using var other = await _cluster.StartClusterAsync(1);
        var signingUp = Enumerable.Range(0, 30).Select(i => SignUpAsync(TimeSpan.FromMilliseconds(10 * i))).ToArray();
        foreach (var uses in quotas)
        {
            // Another activation over the same row may change the quota, too.
            var there = uses % 2 == 0 ? other.Client.GetUser(owner.Id) : user;
            Assert.NotEqual(ChangeOutcome.Unknown, await there.SetQuotaAsync(new(null, uses), Acts.New()));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        await Task.WhenAll(signingUp);
        await _cluster.SettleAsync(owner.InvitationCode);
        await UntilTheOutboxIsEmptyAsync();
        Assert.InRange((await user.GetAsync())!.Registered, 0, quotas.Max());
        Assert.Equal(quotas[^1], (await user.GetQuotaAsync())!.Uses);
        Assert.Equal(quotas[^1], (await _cluster.Grains.GetCode(owner.InvitationCode).DescribeAsync())!.OwnerLimit);
        await Invariants.CheckAsync(_cluster, owner.InvitationCode);

        async Task SignUpAsync(TimeSpan after)
        {
            await Task.Delay(after, TestContext.Current.CancellationToken);
            await _cluster.RegisterAsync(RegistrationCluster.SignUp(owner.InvitationCode));
        }
    }

    [Fact]
    public async Task Terms_that_arrive_late_do_not_replace_newer_ones()
    {
        var owner = await _cluster.InviterAsync();
        var code = _cluster.Grains.GetCode(owner.InvitationCode);
        await code.FollowOwnerAsync(new(2, Frozen: false, Limit: 5));
        await code.FollowOwnerAsync(new(1, Frozen: true, Limit: 50));
        var described = (await code.DescribeAsync())!;
        Assert.Equal((CodeState.Active, 5), (described.State, described.OwnerLimit));
        await code.FollowOwnerAsync(new(3, Frozen: false, Limit: null));
        Assert.Null((await code.DescribeAsync())!.OwnerLimit);
    }

    [Fact]
    public async Task Quota_below_what_is_used_grants_nothing_and_is_no_breach()
    {
        var owner = await _cluster.InviterAsync();
        for (var i = 0; i < 3; i++)
        {
            await _cluster.RegisterAsync(RegistrationCluster.SignUp(owner.InvitationCode));
        }

        await _cluster.SettleAsync(owner.InvitationCode);
        var user = _cluster.Grains.GetUser(owner.Id);
        Assert.Equal(ChangeOutcome.Done, await user.SetQuotaAsync(new(2, 1), Acts.New()));
        Assert.Equal(ChangeOutcome.Unchanged, await user.SetQuotaAsync(new(2, 1), Acts.New()));
        Assert.Equal(RefusalReason.Exhausted, await RefusalAsync(owner.InvitationCode));
        var renewed = await user.NewCodeAsync();
        Assert.Equal(RefusalReason.Exhausted, await RefusalAsync(renewed.Code!));
        Assert.Equal(ChangeOutcome.LimitReached, (await user.NewCodeAsync()).Outcome);
        await UntilTheOutboxIsEmptyAsync();
        await Invariants.CheckAsync(_cluster, owner.InvitationCode);
        await IsEntryAsync(owner.Id.GrainKey, "user.quota");
    }

    [Fact]
    public async Task Frozen_account_s_codes_refuse_at_once_and_again_let_in_when_unfrozen()
    {
        var owner = await _cluster.InviterAsync();
        var user = _cluster.Grains.GetUser(owner.Id);
        var issued = (await user.IssueCodeAsync(Draft(InvitationCode.Generate()), Acts.New())).Code!;
        Assert.Equal(ChangeOutcome.Done, await user.SetFrozenAsync(true, Acts.New()));
        Assert.Equal(ChangeOutcome.Unchanged, await user.SetFrozenAsync(true, Acts.New()));
        Assert.Equal(RefusalReason.Disabled, await RefusalAsync(owner.InvitationCode));
        Assert.Equal(RefusalReason.Disabled, await RefusalAsync(issued));
        Assert.Equal(ChangeOutcome.Frozen, (await user.NewCodeAsync()).Outcome);
        var refused = await user.IssueCodeAsync(Draft(InvitationCode.Generate()), Acts.New());
        Assert.Equal(new(ChangeOutcome.Frozen, null), refused);
        await Invariants.CheckAsync(_cluster);
        Assert.Equal(ChangeOutcome.Done, await user.SetFrozenAsync(false, Acts.New()));
        await CreatedAsync(owner.InvitationCode);
        await CreatedAsync(issued);
        await _cluster.SettleAsync(owner.InvitationCode, issued);
        await Invariants.CheckAsync(_cluster, owner.InvitationCode, issued);
        await IsEntryAsync(owner.Id.GrainKey, "user.unfreeze");
    }

    [Fact]
    public async Task House_code_is_frozen_by_itself()
    {
        var code = await HouseCodeAsync();
        var grain = _cluster.Grains.GetCode(code);
        Assert.True(await grain.SetFrozenAsync(true));
        Assert.True(await grain.SetFrozenAsync(true, Acts.New()));
        Assert.Equal(RefusalReason.Disabled, await RefusalAsync(code));
        Assert.Equal(CodeState.Frozen, (await grain.DescribeAsync())!.State);
        Assert.True(await grain.SetFrozenAsync(false, Acts.New("a mistake")));
        await CreatedAsync(code);
        Assert.False(await _cluster.Grains.GetCode(InvitationCode.Generate()).SetFrozenAsync(true));
        await _cluster.SettleAsync(code);
        await Invariants.CheckAsync(_cluster, code);
        await IsEntryAsync(code.GrainKey, "code.unfreeze");
    }

    [Fact]
    public async Task Code_of_a_house_and_codes_of_persons_outlive_every_sweep()
    {
        var (owner, house) = (await _cluster.InviterAsync(), await HouseCodeAsync());
        var user = _cluster.Grains.GetUser(owner.Id);
        var issued = (await user.IssueCodeAsync(Draft(InvitationCode.Generate()), Acts.New())).Code!;
        await Invariants.CheckSweptAsync(_cluster);
        await CreatedAsync(house);
        await CreatedAsync(issued);
        await _cluster.SettleAsync(house, issued);
        await Invariants.CheckAsync(_cluster, house, issued);
    }

    [Fact]
    public async Task One_text_is_one_code_however_many_want_it()
    {
        var owners = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _cluster.InviterAsync()));
        var code = InvitationCode.Generate();
        var asked = owners
            .Select(async owner =>
                (await _cluster.Grains.GetUser(owner.Id).IssueCodeAsync(Draft(code), Acts.New())).Outcome
                is ChangeOutcome.Done
            )
            .Append(IsIssuedAsync())
            .Append(IsIssuedAsync());
        Assert.Single(await Task.WhenAll(asked), isIssued => isIssued);
        await CreatedAsync(code);
        await _cluster.SettleAsync(code);
        await Invariants.CheckAsync(_cluster, code);

        async Task<bool> IsIssuedAsync() => await HouseAsync(code) is IssueOutcome.Issued;
    }

    [Fact]
    public async Task A_storage_failure_anywhere_in_an_issue_leaves_one_code_or_none_and_a_repeat_issues_it()
    {
        foreach (
            var (type, nth) in await PointsAsync(user =>
                user.IssueCodeAsync(Draft(InvitationCode.Generate()), Acts.New())
            )
        )
        {
            foreach (var way in StorageFailures.OfWrites)
            {
                var owner = await _cluster.InviterAsync();
                await UntilTheOutboxIsEmptyAsync();
                var (user, point) = (_cluster.Grains.GetUser(owner.Id), $"write {nth} of {type}, {way}");
                var (draft, act) = (Draft(InvitationCode.Generate()), Acts.New());
                var fault = Plan(type, nth, way);
                var outcome = await user.IssueCodeAsync(draft, act);
                await LandAsync(fault, way);
                Assert.True(fault.Struck.IsCompleted, $"{point}: was never met");
                await Invariants.CheckAsync(_cluster);
                var again = await TwiceAsync(() => user.IssueCodeAsync(draft, act));
                Assert.True(again.Code == draft.Candidates[0], $"{point}: {outcome.Outcome}, then {again.Outcome}");
                await CreatedAsync(again.Code!);
                await _cluster.SettleAsync(again.Code!);
                await Invariants.CheckAsync(_cluster, again.Code!);
            }
        }
    }

    [Fact]
    public async Task A_storage_failure_in_the_issue_of_a_house_code_leaves_one_code_or_none_and_a_repeat_issues_it()
    {
        foreach (var way in StorageFailures.OfWrites)
        {
            var (code, act) = (InvitationCode.Generate(), Acts.New());
            var fault = Plan("code", 1, way);
            await Assert.ThrowsAsync<StorageUnavailableException>(() => HouseAsync(code, act));
            await LandAsync(fault, way);
            var again = await TwiceAsync(() => HouseAsync(code, act));
            Assert.Equal(IssueOutcome.Issued, again);
            Assert.Equal(IssueOutcome.Taken, await HouseAsync(code));
            await CreatedAsync(code);
            await _cluster.SettleAsync(code);
            await Invariants.CheckAsync(_cluster, code);
            await IsEntryAsync(code.GrainKey, "code.issue");
        }
    }

    [Fact]
    public async Task A_storage_failure_anywhere_in_a_freeze_leaves_all_codes_as_the_account_says()
    {
        foreach (var (type, nth) in await PointsAsync(user => user.SetFrozenAsync(true, Acts.New())))
        {
            foreach (var way in StorageFailures.OfWrites)
            {
                var owner = await _cluster.InviterAsync();
                var user = _cluster.Grains.GetUser(owner.Id);
                var issued = (await user.IssueCodeAsync(Draft(InvitationCode.Generate()), Acts.New())).Code!;
                await UntilTheOutboxIsEmptyAsync();
                var fault = Plan(type, nth, way);
                var outcome = await user.SetFrozenAsync(true, Acts.New());
                await LandAsync(fault, way);
                await Invariants.CheckAsync(_cluster);
                await UntilTheOutboxIsEmptyAsync();
                Assert.True(fault.Struck.IsCompleted, $"write {nth} of {type}, {way}: was never met");
                await TwiceAsync(() => user.SetFrozenAsync(true, Acts.New()));
                await UntilTheOutboxIsEmptyAsync();
                Assert.Equal(RefusalReason.Disabled, await RefusalAsync(owner.InvitationCode));
                Assert.Equal(RefusalReason.Disabled, await RefusalAsync(issued));
                await Invariants.CheckAsync(_cluster, owner.InvitationCode, issued);
                Assert.NotEqual(ChangeOutcome.NoAccount, outcome);
            }
        }
    }

    [Fact]
    public async Task A_storage_failure_anywhere_in_a_new_code_under_a_quota_leaves_the_quota_exact()
    {
        foreach (var (type, nth) in await PointsAsync(user => user.NewCodeAsync(), quota: 3))
        {
            foreach (var way in StorageFailures.OfWrites)
            {
                var owner = await OwnerAsync(quota: 3);
                await CreatedAsync(owner.InvitationCode);
                await _cluster.SettleAsync(owner.InvitationCode);
                await UntilTheOutboxIsEmptyAsync();
                var (user, point) = (_cluster.Grains.GetUser(owner.Id), $"write {nth} of {type}, {way}");
                var fault = Plan(type, nth, way);
                await user.NewCodeAsync();
                await LandAsync(fault, way);
                await Invariants.CheckAsync(_cluster);
                await UntilTheOutboxIsEmptyAsync();
                Assert.True(fault.Struck.IsCompleted, $"{point}: was never met");
                var current = (await user.FindAsync())!.InvitationCode;
                await CreatedAsync(current);
                await CreatedAsync(current);
                Assert.Equal(RefusalReason.Exhausted, await RefusalAsync(current));
                await _cluster.SettleAsync(owner.InvitationCode, current);
                await Invariants.CheckAsync(_cluster, owner.InvitationCode, current);
            }
        }
    }

    [Fact]
    public async Task A_storage_failure_anywhere_in_a_change_of_the_quota_leaves_the_codes_as_the_account_says()
    {
        foreach (var (type, nth) in await PointsAsync(user => user.SetQuotaAsync(new(null, 1), Acts.New())))
        {
            foreach (var way in StorageFailures.OfWrites)
            {
                var owner = await OwnerAsync(quota: 5);
                await UntilTheOutboxIsEmptyAsync();
                var (user, point) = (_cluster.Grains.GetUser(owner.Id), $"write {nth} of {type}, {way}");
                var fault = Plan(type, nth, way);
                await user.SetQuotaAsync(new(null, 1), Acts.New());
                await LandAsync(fault, way);
                await Invariants.CheckAsync(_cluster);
                await UntilTheOutboxIsEmptyAsync();
                Assert.True(fault.Struck.IsCompleted, $"{point}: was never met");
                await TwiceAsync(() => user.SetQuotaAsync(new(null, 1), Acts.New()));
                await UntilTheOutboxIsEmptyAsync();
                await CreatedAsync(owner.InvitationCode);
                Assert.Equal(RefusalReason.Exhausted, await RefusalAsync(owner.InvitationCode));
                await _cluster.SettleAsync(owner.InvitationCode);
                await Invariants.CheckAsync(_cluster, owner.InvitationCode);
            }
        }
    }

    private static CodeDraft Draft(InvitationCode code) => new([code], new(true, null, null), new("test"));

    // A grain's memory may be older than a late write. It fails once, and then reads the row.
    private static async Task<T> TwiceAsync<T>(Func<Task<T>> call)
    {
        try
        {
            var result = await call();
            return result is ChangeOutcome.Failed or NewCodeResult { Outcome: ChangeOutcome.Failed }
                ? await call()
                : result;
        }
        catch (Exception e) when (Failure.IsTransient(e))
        {
            return await call();
        }
    }

    private async Task<Account> OwnerAsync(long quota)
    {
        var owner = await _cluster.InviterAsync();
        Assert.Equal(
            ChangeOutcome.Done,
            await _cluster.Grains.GetUser(owner.Id).SetQuotaAsync(new(null, quota), Acts.New())
        );
        return owner;
    }

    private Task<IssueOutcome> HouseAsync(InvitationCode code, Audit.ActRequest? act = null)
    {
        var request = act ?? Acts.New();
        return _cluster
            .Grains.GetCode(code)
            .IssueAsync(new(request.Id, Owner: null, new(true, null, null), new("test"), request));
    }

    private async Task<InvitationCode> HouseCodeAsync()
    {
        var code = InvitationCode.Generate();
        Assert.Equal(IssueOutcome.Issued, await HouseAsync(code));
        return code;
    }

    private async Task CreatedAsync(InvitationCode code)
    {
        var result = await _cluster.RegisterAsync(RegistrationCluster.SignUp(code));
        Assert.True(result.Outcome is SignUpOutcome.Created, $"{result.Outcome} {string.Join(' ', result.Refusals)}");
    }

    private async Task<RefusalReason> RefusalAsync(InvitationCode code) =>
        Assert.Single((await _cluster.RegisterAsync(RegistrationCluster.SignUp(code))).Refusals).Reason;

    /// <summary>Lists every write of an operation by grain type and number among its kind.</summary>
    private async Task<IReadOnlyList<(string Type, int Nth)>> PointsAsync(
        Func<IUserGrain, Task> operation,
        long? quota = null
    )
    {
        var owner = quota is { } uses ? await OwnerAsync(uses) : await _cluster.InviterAsync();
        await UntilTheOutboxIsEmptyAsync();
        _cluster.Faults.Clear();
        await operation(_cluster.Grains.GetUser(owner.Id));
        var writes = _cluster.Faults.Writes;
        await UntilTheOutboxIsEmptyAsync();
        return
        [
            .. StorageFailures
                .PointsOf(writes)
                .GroupBy(point => point.Type)
                .SelectMany(type => Enumerable.Range(1, type.Count()).Select(nth => (type.Key, nth))),
        ];
    }

    private StorageFault Plan(string type, int nth, StorageFailure way)
    {
        _cluster.Faults.Clear();
        return _cluster.Faults.Fail(
            way,
            call => call.GrainType == type && call.Operation != StorageOperation.Read,
            nth
        );
    }

    private async Task LandAsync(StorageFault fault, StorageFailure way)
    {
        _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
        if (way == StorageFailure.Late && fault.Struck.IsCompleted)
        {
            await Record.ExceptionAsync(fault.LandAsync);
        }
    }

    private async Task UntilTheOutboxIsEmptyAsync()
    {
        for (var tries = 0; ; tries++)
        {
            await _cluster.SettleAsync();
            var shards = (await _cluster.RowsAsync())
                .Where(row => row.Type == "outbox")
                .Select(row => JsonSerializer.Deserialize(row.Payload, StateJson.Default.OutboxRecord)!);
            if (shards.SelectMany(shard => shard.Messages.Values).All(m => m.Next is not Outbox.OutboxEffect.CleanUp))
            {
                return;
            }

            Assert.True(tries < 100, "The outbox did not run empty.");
        }
    }

    private async Task IsEntryAsync(string subject, string kind) =>
        Assert.Contains(await _cluster.AuditAsync(), entry => entry == (subject, kind));
}
