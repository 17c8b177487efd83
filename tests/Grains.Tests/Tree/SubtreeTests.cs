using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Audit;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Jobs;
using OrleansRegistration.Operators;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Storage;
using OrleansRegistration.Tree;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class SubtreesOnSqlite(SqliteCluster cluster) : SubtreeTests(cluster);

[Collection("PostgreSQL")]
public sealed class SubtreesOnPostgres(PostgresCluster cluster) : SubtreeTests(cluster);

[Collection("Two databases")]
public sealed class SubtreesOnTwoDatabases(SpreadCluster cluster) : SubtreeTests(cluster);

/// <summary>
/// A subtree is frozen as a whole, whoever signs up, moves or crashes meanwhile, and unfrozen without undoing what
/// others froze (docs/adr/0038-freezing-a-subtree.md).
/// </summary>
public abstract class SubtreeTests
{
    private readonly RegistrationCluster _cluster;

    protected SubtreeTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Subtree_is_frozen_and_unfrozen_as_a_whole_also_below_an_account_that_has_ended()
    {
        var above = await _cluster.InviterAsync();
        var root = await InviteAsync(above);
        var gone = await InviteAsync(root);
        var below = await InviteAsync(gone);
        var beside = await InviteAsync(above);
        var issued = (
            await User(below)
                .IssueCodeAsync(new([InvitationCode.Generate()], new(true, null, null), new("x")), Acts.New())
        ).Code!;
        Assert.Equal(ChangeOutcome.Done, await User(gone).EndAsync(RegistrationCluster.Password));

        var (freeze, act) = await RunAsync(JobKinds.TreeFreeze, root, "stay");
        Assert.Equal((JobState.Done, 3, 3), (freeze.State, freeze.Done, freeze.Total));
        foreach (var code in (InvitationCode[])[root.InvitationCode, gone.InvitationCode, below.InvitationCode, issued])
        {
            Assert.Equal(RefusalReason.Disabled, await RefusalAsync(code));
        }

        Assert.Equal(ChangeOutcome.Frozen, (await User(below).NewCodeAsync()).Outcome);
        await InviteAsync(above);
        await InviteAsync(beside);
        var quarantine = (await Person(root).FindQuarantineAsync())!;
        Assert.Equal(
            (freeze.Id, "command/test", "abuse", null),
            (quarantine.Job, quarantine.Actor, quarantine.Reason, quarantine.UnfreezeJob)
        );
        Assert.Null(await Person(below).FindQuarantineAsync());
        Assert.Equal([root.Id], (await Person(below).DescribeAsync())!.FrozenWith);
        Assert.Contains((root.Id.GrainKey, "user.freeze_subtree"), await _cluster.AuditAsync());
        Assert.Equal(act.Id, (await RecordAsync(gone)).Act!.Id);
        await IsSoundAsync();

        var (unfreeze, _) = await RunAsync(JobKinds.TreeUnfreeze, root, "stay");
        Assert.Equal((JobState.Done, 3, 3), (unfreeze.State, unfreeze.Done, unfreeze.Total));
        await InviteAsync(root);
        await InviteAsync(below);
        Assert.Null(await Person(root).FindQuarantineAsync());
        Assert.Null((await RecordAsync(gone)).FrozenBy);
        Assert.False((await Person(below).DescribeAsync())!.IsFrozen);
        await IsSoundAsync();
    }

    [Fact]
    public async Task Unfreezing_lifts_no_other_freeze()
    {
        var outer = await _cluster.InviterAsync();
        var inner = await InviteAsync(outer);
        var both = await InviteAsync(inner);
        var byHand = await InviteAsync(outer);
        var only = await InviteAsync(outer);
        await RunAsync(JobKinds.TreeFreeze, inner, "stay");
        Assert.Equal(ChangeOutcome.Done, await User(byHand).SetFrozenAsync(true, Acts.New()));
        await RunAsync(JobKinds.TreeFreeze, outer, "stay");
        Assert.Equal(2, (await Person(both).DescribeAsync())!.FrozenWith.Length);

        await RunAsync(JobKinds.TreeUnfreeze, outer, "stay");
        await InviteAsync(outer);
        await InviteAsync(only);
        Assert.Equal(RefusalReason.Disabled, await RefusalAsync(inner.InvitationCode));
        Assert.Equal(RefusalReason.Disabled, await RefusalAsync(both.InvitationCode));
        Assert.Equal(RefusalReason.Disabled, await RefusalAsync(byHand.InvitationCode));

        // By hand all freezes of one account are lifted.
        Assert.Equal(ChangeOutcome.Done, await User(both).SetFrozenAsync(false, Acts.New()));
        await InviteAsync(both);
        await RunAsync(JobKinds.TreeUnfreeze, inner, "stay");
        await InviteAsync(inner);
        Assert.Equal(ChangeOutcome.Done, await User(byHand).SetFrozenAsync(false, Acts.New()));
        await InviteAsync(byHand);
        await IsSoundAsync();
    }

    [Fact]
    public async Task Accounts_are_disabled_with_the_subtree_and_only_those_are_enabled()
    {
        var root = await _cluster.InviterAsync();
        var (member, shut, admin) = (await InviteAsync(root), await InviteAsync(root), await InviteAsync(root));
        Assert.Equal(ChangeOutcome.Done, await _cluster.Grains.GetUserEffects(admin.Id).ActivateAsync());
        Assert.Equal(ChangeOutcome.Done, await User(admin).SetRoleAsync(Role.Admin, Acts.New()));
        Assert.Equal(ChangeOutcome.Done, await User(shut).SetDisabledAsync(true, Acts.New()));

        await RunAsync(JobKinds.TreeFreeze, root, "disable");
        Assert.Null(await User(root).FindAsync());
        Assert.Null(await User(member).FindAsync());
        Assert.NotNull(await User(admin).FindAsync());
        Assert.Equal(RefusalReason.Disabled, await RefusalAsync(admin.InvitationCode));
        await RunAsync(JobKinds.TreeFreeze, root, "stay"); // enables nobody
        Assert.Null(await User(member).FindAsync());
        await IsSoundAsync();

        await RunAsync(JobKinds.TreeUnfreeze, root, "enable");
        Assert.NotNull(await User(root).FindAsync());
        Assert.NotNull(await User(member).FindAsync());
        Assert.Null(await User(shut).FindAsync());

        await RunAsync(JobKinds.TreeFreeze, root, "disable");
        Assert.Equal(ChangeOutcome.Done, await User(member).SetDisabledAsync(false, Acts.New()));
        await RunAsync(JobKinds.TreeUnfreeze, root, "stay");
        Assert.Null(await User(root).FindAsync());
        Assert.NotNull(await User(member).FindAsync());
        await InviteAsync(member);
        Assert.Equal(ChangeOutcome.Done, await User(root).SetDisabledAsync(false, Acts.New()));
        Assert.NotNull(await User(root).FindAsync());
        await IsSoundAsync();
    }

    [Fact]
    public async Task Move_changes_no_freeze_and_unfreezing_finds_who_was_moved_away()
    {
        var (root, elsewhere) = (await _cluster.InviterAsync(), await _cluster.InviterAsync());
        var (leaves, below) = (await InviteAsync(root), await InviteAsync(root));
        var comes = await InviteAsync(elsewhere);
        await RunAsync(JobKinds.TreeFreeze, root, "stay");
        await MoveAsync(leaves, elsewhere);
        await MoveAsync(comes, below);
        Assert.Equal(RefusalReason.Disabled, await RefusalAsync(leaves.InvitationCode));
        await InviteAsync(comes);

        var (again, _) = await RunAsync(JobKinds.TreeFreeze, root, "stay");
        Assert.Equal(4, again.Done); // the root, one below, who came, and whom they invited
        Assert.Equal(RefusalReason.Disabled, await RefusalAsync(comes.InvitationCode));
        await MoveAsync(comes, elsewhere);
        await RunAsync(JobKinds.TreeUnfreeze, root, "stay");
        await InviteAsync(leaves);
        await InviteAsync(comes);
        await IsSoundAsync();
    }

    [Fact]
    public async Task Nobody_who_signs_up_while_the_job_runs_stays_unfrozen()
    {
        var root = await _cluster.InviterAsync();
        var codes = new ConcurrentBag<InvitationCode> { root.InvitationCode };
        var members = new ConcurrentBag<Account>();
        for (var i = 0; i < 20; i++)
        {
            await SignUpAsync();
        }

        var before = members.Count;
        using var ended = new CancellationTokenSource();
        var growing = Enumerable.Range(0, 8).Select(_ => GrowAsync()).ToArray();
        while (members.Count < before + 8)
        {
            await Task.Delay(10, Cancel);
        }

        var (freeze, _) = await RunAsync(JobKinds.TreeFreeze, root, "stay");
        var count = members.Count;
        await ended.CancelAsync();
        await Task.WhenAll(growing);
        Assert.Equal(members.Count, count);
        Assert.Equal(count + 1, freeze.Done);
        foreach (var member in members)
        {
            Assert.Equal(freeze.Id, Assert.Single((await RecordAsync(member)).FrozenBy!.Value).Job);
        }

        await _cluster.SettleAsync([.. codes]);
        await IsSoundAsync();

        async Task GrowAsync()
        {
            while (!ended.IsCancellationRequested)
            {
                await SignUpAsync();
            }
        }

        async Task SignUpAsync()
        {
            var known = codes.ToArray();
            var code = known[RandomNumberGenerator.GetInt32(known.Length)];
            var result = await _cluster.RegisterAsync(RegistrationCluster.SignUp(code));
            if (result.Outcome is SignUpOutcome.Created)
            {
                members.Add(result.Account!);
                codes.Add(result.Account!.InvitationCode);
            }
        }
    }

    [Fact]
    public async Task Sign_up_that_has_redeemed_a_code_before_the_freeze_commits_before_it_or_never()
    {
        var root = await _cluster.InviterAsync();
        var id = UserId.New(TimeProvider.System);
        var commit = _cluster.Faults.Hold(call => call.GrainId.Key.ToString() == id.GrainKey);
        var signUp = _cluster.RegisterAsync(RegistrationCluster.SignUp(root.InvitationCode), id);
        await commit.Struck;
        await RunAsync(JobKinds.TreeFreeze, root, "stay");
        Assert.Equal(0, (await _cluster.Grains.GetCode(root.InvitationCode).GetCountsAsync()).Pending);
        commit.Release();
        var result = await signUp;
        Assert.Equal(RefusalReason.Disabled, Assert.Single(result.Refusals).Reason);
        Assert.Equal(0, (await _cluster.Grains.GetCode(root.InvitationCode).GetCountsAsync()).Registered);
        await IsSoundAsync();
    }

    [Fact]
    public async Task Storage_failures_in_a_freeze_leave_nobody_unfrozen()
    {
        foreach (
            var (type, nth) in ((string, int)[])
                [("user", 1), ("user", 3), ("code", 2), ("outbox", 2), ("job", 2), ("job", 3)]
        )
        {
            foreach (var way in StorageFailures.OfWrites)
            {
                await FailAsync(type, nth, way);
            }
        }
    }

    [Fact]
    public async Task Unfreezing_stops_a_freeze_that_is_under_way_and_undoes_it()
    {
        var root = await _cluster.InviterAsync();
        var members = new List<Account>();
        for (var i = 0; i < 5; i++)
        {
            members.Add(await InviteAsync(root));
        }

        await CaughtUpAsync();
        var commit = _cluster.Faults.Hold(call => call.GrainId.Key.ToString() == members[2].Id.GrainKey);
        var (freeze, _) = await StartAsync(JobKinds.TreeFreeze, root, "stay");
        await commit.Struck;
        var (unfreeze, _) = await StartAsync(JobKinds.TreeUnfreeze, root, "stay");
        while (await Person(root).FindQuarantineAsync() is not { UnfreezeJob: not null })
        {
            await Task.Delay(10, Cancel);
        }

        await Task.Delay(1500, Cancel); // more than two looks
        Assert.Equal(JobState.Running, (await _cluster.Grains.GetJob(unfreeze).GetAsync())!.State);
        commit.Release();
        Assert.Equal(JobState.Failed, (await EndedAsync(freeze)).State);
        Assert.Equal(JobState.Done, (await EndedAsync(unfreeze)).State);
        foreach (var account in members.Prepend(root))
        {
            Assert.Null((await RecordAsync(account)).FrozenBy);
            await InviteAsync(account);
        }

        await IsSoundAsync();
    }

    private async Task FailAsync(string type, int nth, StorageFailure way)
    {
        _cluster.Faults.Clear();
        var root = await _cluster.InviterAsync();
        var members = new List<Account> { root, await InviteAsync(root) };
        members.Add(await InviteAsync(members[1]));
        await _cluster.SettleAsync([.. members.Select(member => member.InvitationCode)]);
        await CaughtUpAsync();
        var keys = members
            .SelectMany(member => (string[])[member.Id.GrainKey, member.InvitationCode.GrainKey])
            .ToHashSet();
        var fault = _cluster.Faults.Fail(
            way,
            call =>
                call.GrainType == type
                && call.Operation != StorageOperation.Read
                && (type is "job" or "outbox" || keys.Contains(call.GrainId.Key.ToString()!)),
            nth
        );
        var (id, _) = await StartAsync(JobKinds.TreeFreeze, root, "stay");
        await fault.Struck;
        if (way is StorageFailure.Late)
        {
            await Record.ExceptionAsync(fault.LandAsync);
        }

        Assert.Equal(JobState.Done, (await EndedAsync(id)).State);
        foreach (var member in members)
        {
            Assert.Equal(RefusalReason.Disabled, await RefusalAsync(member.InvitationCode));
            Assert.Equal(id, Assert.Single((await RecordAsync(member)).FrozenBy!.Value).Job);
            Assert.Single(await _cluster.AuditAsync(), entry => entry.Subject == member.Id.GrainKey);
        }

        await _cluster.SettleAsync([.. members.Select(member => member.InvitationCode)]);
        await Invariants.CheckAsync(_cluster);
    }

    private IUserGrain User(Account account) => _cluster.Grains.GetUser(account.Id);

    private IUserAdministration Person(Account account) => _cluster.Grains.GetUserAdministration(account.Id);

    private async Task<Account> InviteAsync(Account inviter)
    {
        var result = await _cluster.RegisterAsync(RegistrationCluster.SignUp(inviter.InvitationCode));
        Assert.True(result.Outcome is SignUpOutcome.Created, $"{result.Outcome} {string.Join(' ', result.Refusals)}");
        return result.Account!;
    }

    private async Task<RefusalReason> RefusalAsync(InvitationCode code) =>
        Assert.Single((await _cluster.RegisterAsync(RegistrationCluster.SignUp(code))).Refusals).Reason;

    [Fact]
    public async Task Unfreezing_leaves_the_row_of_an_account_that_has_ended_erased()
    {
        var root = await _cluster.InviterAsync();
        var gone = await InviteAsync(root);
        await RunAsync(JobKinds.TreeFreeze, root, "disable");
        Assert.Equal(ChangeOutcome.Done, await Person(gone).EndAsync(Acts.New()));
        await RunAsync(JobKinds.TreeUnfreeze, root, "stay");
        Assert.Null((await RecordAsync(gone)).Disabled);
        await IsSoundAsync();
    }

    [Fact]
    public async Task Account_that_a_freeze_has_disabled_becomes_no_administrator()
    {
        var root = await _cluster.InviterAsync();
        Assert.Equal(ChangeOutcome.Done, await _cluster.Grains.GetUserEffects(root.Id).ActivateAsync());
        await RunAsync(JobKinds.TreeFreeze, root, "disable");
        Assert.Equal(ChangeOutcome.Disabled, await User(root).SetRoleAsync(Role.Admin, Acts.New()));
        await RunAsync(JobKinds.TreeUnfreeze, root, "enable");
        Assert.Equal(ChangeOutcome.Done, await User(root).SetRoleAsync(Role.Admin, Acts.New()));
    }

    [Fact]
    public async Task Service_disables_no_administrator()
    {
        var admin = await _cluster.InviterAsync();
        Assert.Equal(ChangeOutcome.Done, await _cluster.Grains.GetUserEffects(admin.Id).ActivateAsync());
        Assert.Equal(ChangeOutcome.Done, await User(admin).SetRoleAsync(Role.Admin, Acts.New()));
        var byService = Acts.New() with { Actor = new(ActorKind.Service, "shop") };
        Assert.Equal(ChangeOutcome.NotAllowed, await User(admin).SetDisabledAsync(true, byService));
        Assert.NotNull(await User(admin).FindAsync());
        Assert.Equal(ChangeOutcome.Done, await User(admin).SetDisabledAsync(true, Acts.New()));
    }

    [Fact]
    public async Task Late_call_of_an_earlier_move_changes_nothing()
    {
        var (moved, first, second) = (
            await _cluster.InviterAsync(),
            await _cluster.InviterAsync(),
            await _cluster.InviterAsync()
        );
        var (tree, early) = (_cluster.Grains.GetTree(), Acts.New());
        Assert.Equal(MoveOutcome.Done, await tree.MoveAsync(moved.Id, first.Id, early));
        await MoveAsync(moved, second);
        var user = _cluster.Grains.GetUser(moved.Id);
        Assert.Equal(ChangeOutcome.Unchanged, await user.MoveUnderAsync(first.Id, early));
        Assert.Equal(second.Id, (await user.FindInviterAsync()).Inviter);
    }

    private async Task MoveAsync(Account account, Account inviter) =>
        Assert.Equal(MoveOutcome.Done, await _cluster.Grains.GetTree().MoveAsync(account.Id, inviter.Id, Acts.New()));

    private async Task<UserRecord> RecordAsync(Account account) =>
        (await _cluster.RowsAsync())
            .Where(row => row.Key == account.Id.GrainKey && row.Type == "user")
            .Select(row => JsonSerializer.Deserialize(row.Payload, StateJson.Default.UserRecord)!)
            .Single();

    private async Task<(Guid Id, ActRequest Act)> StartAsync(string kind, Account root, string accounts)
    {
        var act = Acts.New("abuse");
        var parameters = ImmutableDictionary<string, string>
            .Empty.Add("root", root.Id.ToString())
            .Add("accounts", accounts);
        for (var tries = 0; ; tries++)
        {
            try
            {
                Assert.NotNull(
                    await _cluster.Grains.GetJob(act.Id).StartAsync(new(kind, parameters, null, "fingerprint", act))
                );
                return (act.Id, act);
            }
            catch (Exception e) when (Failure.IsTransient(e) && tries < 100)
            {
                // A planned failure struck, or the memory of an activation was older than its row.
            }
        }
    }

    private async Task<(JobStatus Job, ActRequest Act)> RunAsync(string kind, Account root, string accounts)
    {
        var (id, act) = await StartAsync(kind, root, accounts);
        var job = await EndedAsync(id);
        Assert.True(job.State is JobState.Done, $"{job}");
        return (job, act);
    }

    /// <summary>Lets the job go on, as the worker of jobs does, until it has ended.</summary>
    private async Task<JobStatus> EndedAsync(Guid id)
    {
        for (var tries = 0; ; tries++)
        {
            _cluster.Clock.MoveOn(TimeSpan.FromMinutes(1));
            await Record.ExceptionAsync(() => _cluster.Grains.GetJobs().ResumeAsync());
            JobStatus? job = null;
            await Record.ExceptionAsync(async () => job = await _cluster.Grains.GetJob(id).GetAsync());
            if (job is { State: not JobState.Running })
            {
                return job;
            }

            Assert.True(tries < 2400, $"The job did not end: {job}");
            await Task.Delay(50, Cancel);
        }
    }

    private async Task CaughtUpAsync()
    {
        var services = _cluster.Silo.Silos[0].ServiceProvider;
        var databases = services.GetRequiredService<RegistrationStore>().Databases.Length;
        for (var number = 0; number < databases; number++)
        {
            for (var tries = 0; await services.GetRequiredService<Projector>().HasChangesAsync(number, Cancel); tries++)
            {
                Assert.True(tries < 3000, "The read model does not catch up.");
                await Task.Delay(20, Cancel);
            }
        }
    }

    private async Task IsSoundAsync()
    {
        await _cluster.SettleAsync();
        await CaughtUpAsync();
        await Invariants.CheckAsync(_cluster);
    }
}
