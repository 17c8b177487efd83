using Orleans.Storage;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.Reservations;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class ModelReplayOnSqlite(SqliteCluster cluster) : ModelReplayTests(cluster);

[Collection("PostgreSQL")]
public sealed class ModelReplayOnPostgres(PostgresCluster cluster) : ModelReplayTests(cluster);

[Collection("Two databases")]
public sealed class ModelReplayOnTwoDatabases(SpreadCluster cluster) : ModelReplayTests(cluster);

/// <summary>
/// Replays the counterexamples of the protocol's model (docs/model/REPORT.md) against the grains, by holding back
/// single writes. Each test fails for the reading of the rules that the model found to break.
/// </summary>
public abstract class ModelReplayTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private readonly RegistrationCluster _cluster;

    protected ModelReplayTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    // Fails if HoldsAsync says "no" without a write (docs/protocol.md#rule-6).
    [Theory]
    [InlineData(NameKind.Username)]
    [InlineData(NameKind.Nickname)]
    [InlineData(NameKind.Email)]
    public async Task A_commit_held_back_conflicts_when_its_name_was_given_away_meanwhile(NameKind kind)
    {
        var (x, first) = (NewId(), RegistrationCluster.SignUp());
        var commit = _cluster.Faults.Hold(Row(x));
        var late = _cluster.RegisterAsync(first, x);
        var struck = await commit.Struck;
        _cluster.Clock.MoveOn(Lease);

        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(Wanting(kind, first))).Outcome);
        commit.Release();

        AssertTaken(await late, (SignUpField)kind);
        Assert.Equal(StorageOutcome.Conflict, struck.Outcome);
        Assert.Null(await _cluster.Grains.GetUser(x).GetAsync());
        await SettleAndCheckAsync();
    }

    [Fact]
    public async Task A_commit_held_back_conflicts_when_its_use_was_given_away_meanwhile()
    {
        var code = (await _cluster.InviterAsync(limit: 1)).InvitationCode;
        var x = NewId();
        var commit = _cluster.Faults.Hold(Row(x));
        var late = _cluster.RegisterAsync(RegistrationCluster.SignUp(code), x);
        var struck = await commit.Struck;
        _cluster.Clock.MoveOn(Lease);

        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(RegistrationCluster.SignUp(code))).Outcome);
        commit.Release();

        Assert.Equal(RefusalReason.Exhausted, Assert.Single((await late).Refusals).Reason);
        Assert.Equal(StorageOutcome.Conflict, struck.Outcome);
        Assert.Null(await _cluster.Grains.GetUser(x).GetAsync());
        await SettleAndCheckAsync(code);
        Assert.Equal(new(1, 0, 0), await CountsAsync(code));
    }

    [Fact]
    public async Task A_tombstone_that_is_there_already_is_written_again_before_the_no()
    {
        var (x, first) = (NewId(), RegistrationCluster.SignUp(fingerprint: "x"));
        Assert.Equal(Holding.Free, await _cluster.Grains.GetClaimOwner(x).HoldsAsync(UsernameOf(first)));
        var commit = _cluster.Faults.Hold(Row(x));
        var late = _cluster.RegisterAsync(first, x);
        var struck = await commit.Struck; // decided on the tombstone's version
        _cluster.Clock.MoveOn(Lease);

        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(Wanting(NameKind.Username, first))).Outcome);
        commit.Release();

        AssertTaken(await late, SignUpField.Username);
        Assert.Equal(StorageOutcome.Conflict, struck.Outcome);
        await SettleAndCheckAsync();
    }

    // Fails if pending redemptions have the user as their key (docs/protocol.md#rule-12).
    [Fact]
    public async Task Two_attempts_of_one_user_in_two_activations_are_counted_once()
    {
        var code = (await _cluster.InviterAsync(limit: 3)).InvitationCode;
        var (x, signUp) = (NewId(), RegistrationCluster.SignUp(code, fingerprint: "x"));
        var commit = _cluster.Faults.Hold(Row(x));
        var late = _cluster.RegisterAsync(signUp, x);
        await commit.Struck;
        await using (var second = await _cluster.StartClusterAsync(1))
        {
            Assert.Equal(SignUpOutcome.Created, (await second.Client.GetUser(x).RegisterAsync(signUp)).Outcome);
            commit.Release();
            Assert.Equal(SignUpOutcome.Repeated, (await late).Outcome);
        }

        await SettleAndCheckAsync(code);
        Assert.Equal(new(1, 0, 0), await CountsAsync(code));
    }

    [Fact]
    public async Task A_repeat_after_an_unknown_commit_is_counted_once_and_the_old_commit_never_lands()
    {
        var code = (await _cluster.InviterAsync(limit: 3)).InvitationCode;
        var (x, signUp) = (NewId(), RegistrationCluster.SignUp(code, fingerprint: "x"));
        var commit = _cluster.Faults.FailNowLandLater(Row(x));
        _cluster.Faults.FailBefore(Row(x), nth: 2); // the tombstone
        Assert.Equal(SignUpOutcome.Unknown, (await _cluster.RegisterAsync(signUp, x)).Outcome);

        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(signUp, x)).Outcome);
        await Assert.ThrowsAsync<InconsistentStateException>(commit.LandAsync);

        await SettleAndCheckAsync(code);
        Assert.Equal(new(1, 0, 0), await CountsAsync(code));
    }

    [Fact]
    public async Task An_unknown_commit_that_lands_late_is_counted_once_and_found_by_the_repeat()
    {
        var code = (await _cluster.InviterAsync(limit: 1)).InvitationCode;
        var (x, signUp) = (NewId(), RegistrationCluster.SignUp(code, fingerprint: "x"));
        var commit = _cluster.Faults.FailNowLandLater(Row(x));
        _cluster.Faults.FailBefore(Row(x), nth: 2);
        Assert.Equal(SignUpOutcome.Unknown, (await _cluster.RegisterAsync(signUp, x)).Outcome);

        await commit.LandAsync();
        Assert.Equal(SignUpOutcome.Repeated, (await _cluster.RegisterAsync(signUp, x)).Outcome);

        await SettleAndCheckAsync(code);
        Assert.Equal(new(1, 0, 0), await CountsAsync(code));
    }

    // Fails if a release looks at the attempt only (docs/protocol.md#rule-10).
    [Fact]
    public async Task Releasing_an_older_attempt_that_took_the_row_over_late_gives_the_name_to_nobody()
    {
        var (x, older, signUp) = (NewId(), Guid.NewGuid(), RegistrationCluster.SignUp());
        var commit = _cluster.Faults.Hold(Row(x));
        var current = _cluster.RegisterAsync(signUp, x);
        var struck = await commit.Struck;
        var name = _cluster.Grains.GetReservation(UsernameOf(signUp));
        Assert.True(await name.ReserveAsync(x, older));
        await name.WithdrawAsync(older);

        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(Wanting(NameKind.Username, signUp))).Outcome);
        commit.Release();

        AssertTaken(await current, SignUpField.Username);
        Assert.Equal(StorageOutcome.Conflict, struck.Outcome);
        await SettleAndCheckAsync();
    }

    [Fact]
    public async Task A_release_takes_nothing_from_a_committed_account()
    {
        var (x, older, signUp) = (NewId(), Guid.NewGuid(), RegistrationCluster.SignUp());
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(signUp, x)).Outcome);
        var name = _cluster.Grains.GetReservation(UsernameOf(signUp));
        Assert.True(await name.ReserveAsync(x, older));
        await name.WithdrawAsync(older);
        AssertTaken(await _cluster.RegisterAsync(Wanting(NameKind.Username, signUp)), SignUpField.Username);
        await SettleAndCheckAsync();
    }

    // Fails if a claim is withdrawn by its user: the row remembers only the last attempt
    // (docs/adr/0016-withdrawn-claims.md).
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_older_attempt_that_is_withdrawn_leaves_the_claim_of_the_one_that_commits(bool reservesLate)
    {
        var (x, older, signUp) = (NewId(), Guid.NewGuid(), RegistrationCluster.SignUp());
        var commit = _cluster.Faults.Hold(Row(x));
        var current = _cluster.RegisterAsync(signUp, x);
        await commit.Struck;
        var name = _cluster.Grains.GetReservation(UsernameOf(signUp));
        Assert.True(!reservesLate || await name.ReserveAsync(x, older));
        await name.WithdrawAsync(older);
        commit.Release();

        Assert.Equal(SignUpOutcome.Created, (await current).Outcome);
        Assert.Equal(x, (await RecordAsync<Reservation>($"username/{signUp.Username.Key}")).Owner);
        await SettleAndCheckAsync();
    }

    // Fails if the versions of a deleted row start again (docs/adr/0016-withdrawn-claims.md).
    [Fact]
    public async Task A_takeover_decided_on_a_row_that_was_withdrawn_meanwhile_does_not_fit_the_next_row()
    {
        var (x, y, older, signUp) = (NewId(), NewId(), Guid.NewGuid(), RegistrationCluster.SignUp());
        var key = $"username/{signUp.Username.Key}";
        var name = _cluster.Grains.GetReservation(UsernameOf(signUp));
        Assert.True(await name.ReserveAsync(x, older));
        _cluster.Clock.MoveOn(Lease);
        _cluster.Faults.Clear();
        var takeover = _cluster.Faults.Hold(call => Row(key)(call) && call.ETag is not null);
        var late = name.ReserveAsync(y, Guid.NewGuid());
        await takeover.Struck; // X said no
        await using var second = await _cluster.StartClusterAsync(1);
        await second.Client.GetReservation(UsernameOf(signUp)).WithdrawAsync(older);
        Assert.Equal(
            SignUpOutcome.Created,
            (await second.Client.GetUser(x).RegisterAsync(signUp with { Fingerprint = "x" })).Outcome
        );
        takeover.Release();

        Assert.False(await late);
        Assert.Equal(x, (await RecordAsync<Reservation>(key)).Owner);
        await SettleAndCheckAsync();
    }

    // Fails if the sweep does not ask the owner (docs/adr/0016-withdrawn-claims.md).
    [Fact]
    public async Task A_sweep_beside_a_commit_that_is_held_back_costs_the_attempt_and_no_name()
    {
        var (x, signUp) = (NewId(), RegistrationCluster.SignUp());
        var commit = _cluster.Faults.Hold(Row(x));
        var current = _cluster.RegisterAsync(signUp, x);
        var struck = await commit.Struck;
        _cluster.Clock.MoveOn(Lease);
        Assert.Equal(0, await _cluster.SweepAsync());
        Assert.DoesNotContain((await _cluster.RowsAsync()), row => row.Key == $"email/{signUp.Email.Key}");
        commit.Release();

        Assert.Equal(SignUpOutcome.Created, (await current).Outcome); // by a second attempt
        Assert.Equal(StorageOutcome.Conflict, struck.Outcome);
        await SettleAndCheckAsync();
        await Invariants.CheckSweptAsync(_cluster);
    }

    // The same for a code (docs/adr/0016-withdrawn-claims.md).
    [Fact]
    public async Task A_code_that_was_withdrawn_is_not_brought_back_by_an_activation_that_remembers_it()
    {
        var (x, attempt, code) = (NewId(), Guid.NewGuid(), InvitationCode.Generate());
        await _cluster.IssueAsync(code, x, attempt);
        await _cluster.Grains.GetCode(code).GetCountsAsync(); // the grain remembers the code
        await using (var second = await _cluster.StartClusterAsync(1))
        {
            await second.Client.GetCode(code).WithdrawAsync(Guid.NewGuid()); // the attempt of another user
            Assert.Contains(await _cluster.RowsAsync(), row => row.Key == code.GrainKey);
            await second.Client.GetCode(code).WithdrawAsync(attempt);
            Assert.DoesNotContain(await _cluster.RowsAsync(), row => row.Key == code.GrainKey);
        }

        await Assert.ThrowsAnyAsync<Exception>(() => _cluster.Grains.GetCode(code).RetireAsync());
        Assert.DoesNotContain(await _cluster.RowsAsync(), row => row.Key == code.GrainKey);
        Assert.Equal(
            RedeemOutcome.Invalid,
            await _cluster.Grains.GetCode(code).RedeemAsync(new(Guid.NewGuid(), NewId(), 0, RedemptionKind.Registered))
        );
        await _cluster.IssueAsync(code, NewId(), Guid.NewGuid());
    }

    // Fails if a commit uses the version in memory (docs/protocol.md#rule-2).
    [Fact]
    public async Task A_commit_is_made_against_the_version_remembered_at_the_start_not_that_of_memory()
    {
        var (x, first) = (NewId(), RegistrationCluster.SignUp());
        var claim = _cluster.Faults.Hold(Row($"email/{first.Email.Key}"));
        var late = _cluster.RegisterAsync(first, x);
        await claim.Struck;
        await WrittenAsync($"username/{first.Username.Key}");
        _cluster.Clock.MoveOn(Lease);

        // The activation that signs up writes the tombstone itself, so its memory knows the new version.
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(Wanting(NameKind.Username, first))).Outcome);
        claim.Release();

        AssertTaken(await late, SignUpField.Username);
        var writes = _cluster.Faults.Writes.Where(Row(x)).ToArray();
        Assert.Equal([StorageOutcome.Done, StorageOutcome.Conflict], writes.Select(w => w.Outcome));
        Assert.Equal([null, null], writes.Select(w => w.ETag));
        await SettleAndCheckAsync();
    }

    // Fails if a reservation is written without compare-and-swap (docs/protocol.md#rule-9).
    [Fact]
    public async Task Two_activations_of_a_name_that_reserve_at_once_grant_it_once()
    {
        var signUp = RegistrationCluster.SignUp();
        var write = _cluster.Faults.Hold(Row($"username/{signUp.Username.Key}"));
        var first = _cluster.Grains.GetReservation(UsernameOf(signUp)).ReserveAsync(NewId(), Guid.NewGuid());
        await write.Struck;
        await using var second = await _cluster.StartClusterAsync(1);
        Assert.True(await second.Client.GetReservation(UsernameOf(signUp)).ReserveAsync(NewId(), Guid.NewGuid()));
        write.Release();
        Assert.False(await first);
    }

    [Fact]
    public async Task A_name_is_written_again_before_it_is_granted_to_its_owner_again()
    {
        var (x, attempt, signUp) = (NewId(), Guid.NewGuid(), RegistrationCluster.SignUp());
        var name = _cluster.Grains.GetReservation(UsernameOf(signUp));
        for (var granted = 1; granted <= 3; granted++)
        {
            Assert.True(await name.ReserveAsync(x, attempt));
            Assert.Equal(
                granted,
                _cluster.Faults.Writes.Count(w =>
                    Row($"username/{signUp.Username.Key}")(w) && w.Outcome == StorageOutcome.Done
                )
            );
        }
    }

    [Fact]
    public async Task A_name_that_somebody_else_took_meanwhile_is_not_granted_again_from_memory()
    {
        var (x, y, signUp) = (NewId(), NewId(), RegistrationCluster.SignUp());
        var name = _cluster.Grains.GetReservation(UsernameOf(signUp));
        Assert.True(await name.ReserveAsync(x, Guid.NewGuid()));
        _cluster.Clock.MoveOn(Lease);
        await using var second = await _cluster.StartClusterAsync(1);
        Assert.True(await second.Client.GetReservation(UsernameOf(signUp)).ReserveAsync(y, Guid.NewGuid()));
        Assert.False(await name.ReserveAsync(x, Guid.NewGuid()));
    }

    // Fails if a redemption is settled without a look at the pending ones (docs/protocol.md#rule-13).
    [Fact]
    public async Task A_use_is_settled_once_and_one_that_is_not_pending_changes_nothing()
    {
        var code = (await _cluster.InviterAsync()).InvitationCode;
        var account = (await _cluster.RegisterAsync(RegistrationCluster.SignUp(code))).Account!;
        await SettleAndCheckAsync(code);
        var attempt = (await RecordAsync<UserRecord>(account.Id.GrainKey)).SignUpAttempt;
        var grain = _cluster.Grains.GetCode(code);
        await grain.SettleAsync(attempt);
        await grain.SettleAsync(Guid.NewGuid());
        await grain.CancelAsync(attempt);
        Assert.Equal(new(1, 0, 0), await CountsAsync(code));
        Assert.Equal(1, (await RecordAsync<InvitationCodeRecord>(code.GrainKey)).Registered);
        await Invariants.CheckAsync(_cluster, code);
    }

    // A rename with two activations of the user (docs/protocol.md#rule-6).
    [Fact]
    public async Task A_rename_under_way_in_another_activation_conflicts_when_its_name_was_given_away()
    {
        var account = await _cluster.InviterAsync();
        var wanted = RegistrationCluster.SignUp();
        var commit = _cluster.Faults.Hold(Row(account.Id));
        var late = _cluster.Grains.GetUser(account.Id).RenameAsync(wanted.Nickname);
        var struck = await commit.Struck;
        _cluster.Clock.MoveOn(Lease);
        await using (var second = await _cluster.StartClusterAsync(1))
        {
            Assert.Equal(SignUpOutcome.Created, (await second.Client.GetUser(NewId()).RegisterAsync(wanted)).Outcome);
            commit.Release();
            Assert.Equal(ChangeOutcome.Taken, await late);
        }

        Assert.Equal(StorageOutcome.Conflict, struck.Outcome);
        Assert.Equal(account.Nickname, (await _cluster.Grains.GetUser(account.Id).GetAsync())!.Account.Nickname);
        await SettleAndCheckAsync();
    }

    [Fact]
    public async Task A_rename_of_unknown_outcome_never_lands_after_its_name_was_given_away()
    {
        var account = await _cluster.InviterAsync();
        var wanted = RegistrationCluster.SignUp();
        var commit = _cluster.Faults.FailNowLandLater(Row(account.Id));
        _cluster.Faults.FailBefore(Row(account.Id), nth: 2);
        Assert.Equal(ChangeOutcome.Unknown, await _cluster.Grains.GetUser(account.Id).RenameAsync(wanted.Nickname));
        _cluster.Clock.MoveOn(Lease);
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(wanted)).Outcome);
        await Assert.ThrowsAsync<InconsistentStateException>(commit.LandAsync);
        await SettleAndCheckAsync();
    }

    // An activation of the account with two activations of the grain (docs/protocol.md#rule-6).
    [Fact]
    public async Task An_activation_under_way_in_another_activation_of_the_grain_is_counted_once()
    {
        var code = (await _cluster.InviterAsync()).InvitationCode;
        var x = (await _cluster.RegisterAsync(RegistrationCluster.SignUp(code))).Account!.Id;
        await SettleAndCheckAsync(code);
        var commit = _cluster.Faults.Hold(Row(x));
        var late = _cluster.Grains.GetUserEffects(x).ActivateAsync();
        var struck = await commit.Struck;
        _cluster.Clock.MoveOn(Lease);
        await using (var second = await _cluster.StartClusterAsync(1))
        {
            // The other activation of the user said "no", so the redemption was cancelled.
            await DrainedAsync(second.Client, code);
            commit.Release();
            // It fails when the code's first activation had to be dropped.
            Assert.True(await late is ChangeOutcome.Done or ChangeOutcome.Failed);
        }

        Assert.Equal(StorageOutcome.Conflict, struck.Outcome);
        await ForgetAsync();
        Assert.True(
            await _cluster.Grains.GetUserEffects(x).ActivateAsync() is ChangeOutcome.Done or ChangeOutcome.Unchanged
        );
        await SettleAndCheckAsync(code);
        Assert.Equal(new(1, 1, 0), await CountsAsync(code));
    }

    [Fact]
    public async Task An_activation_of_unknown_outcome_never_lands_after_its_use_was_dropped()
    {
        var code = (await _cluster.InviterAsync()).InvitationCode;
        var x = (await _cluster.RegisterAsync(RegistrationCluster.SignUp(code))).Account!.Id;
        await SettleAndCheckAsync(code);
        var commit = _cluster.Faults.FailNowLandLater(Row(x));
        _cluster.Faults.FailBefore(Row(x), nth: 2);
        Assert.Equal(ChangeOutcome.Unknown, await _cluster.Grains.GetUserEffects(x).ActivateAsync());
        await SettleAndCheckAsync(code);
        await Assert.ThrowsAsync<InconsistentStateException>(commit.LandAsync);
        Assert.Equal(new(1, 0, 0), await CountsAsync(code));
        Assert.Equal(ChangeOutcome.Done, await _cluster.Grains.GetUserEffects(x).ActivateAsync());
        await SettleAndCheckAsync(code);
        Assert.Equal(new(1, 1, 0), await CountsAsync(code));
    }

    // A commit of unknown outcome is settled by a tombstone (docs/protocol.md#rule-3).
    [Fact]
    public async Task A_sign_up_told_failed_never_lands()
    {
        var code = (await _cluster.InviterAsync(limit: 1)).InvitationCode;
        var x = NewId();
        var commit = _cluster.Faults.FailNowLandLater(Row(x));
        Assert.Equal(SignUpOutcome.Failed, (await _cluster.RegisterAsync(RegistrationCluster.SignUp(code), x)).Outcome);
        await Assert.ThrowsAsync<InconsistentStateException>(commit.LandAsync);
        Assert.Null(await _cluster.Grains.GetUser(x).GetAsync());
        Assert.Equal(UserStatus.Tombstone, (await RecordAsync<UserRecord>(x.GrainKey)).Status);
        await SettleAndCheckAsync(code);
        Assert.Equal(new(0, 0, 0), await CountsAsync(code));
    }

    [Fact]
    public async Task A_sign_up_whose_commit_landed_and_whose_reply_was_lost_is_created()
    {
        var code = (await _cluster.InviterAsync(limit: 1)).InvitationCode;
        var x = NewId();
        var commit = _cluster.Faults.FailAfter(Row(x));
        Assert.Equal(
            SignUpOutcome.Created,
            (await _cluster.RegisterAsync(RegistrationCluster.SignUp(code), x)).Outcome
        );
        Assert.Equal(StorageOutcome.ReplyLost, (await commit.Struck).Outcome);
        Assert.NotNull(await _cluster.Grains.GetUser(x).GetAsync());
        await SettleAndCheckAsync(code);
        Assert.Equal(new(1, 0, 0), await CountsAsync(code));
    }

    // A remembered "yes" lasts one lease (docs/protocol.md#rule-11).
    [Fact]
    public async Task A_remembered_yes_refuses_for_one_lease_at_most()
    {
        var signUp = RegistrationCluster.SignUp();
        var account = (await _cluster.RegisterAsync(signUp)).Account!;
        _cluster.Clock.MoveOn(Lease);
        // The owner is asked and says "yes".
        AssertTaken(await _cluster.RegisterAsync(Wanting(NameKind.Nickname, signUp)), SignUpField.Nickname);
        // Fails after the commit: the old nickname is not released, so the memory of its grain decides.
        _cluster.Faults.FailBefore(Row(account.Id), nth: 2);
        Assert.Equal(
            ChangeOutcome.Done,
            await _cluster.Grains.GetUser(account.Id).RenameAsync(RegistrationCluster.SignUp().Nickname)
        );
        _cluster.Clock.MoveOn(Lease);
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(Wanting(NameKind.Nickname, signUp))).Outcome);
        await SettleAndCheckAsync();
    }

    // A retry replaces the pending redemption of its own dead attempt (docs/protocol.md#rule-12).
    [Fact]
    public async Task A_retry_is_not_refused_by_the_last_use_that_its_own_dead_attempt_holds()
    {
        var code = (await _cluster.InviterAsync(limit: 1)).InvitationCode;
        var x = NewId();
        Assert.Equal(
            RedeemOutcome.Granted,
            await _cluster.Grains.GetCode(code).RedeemAsync(new(Guid.NewGuid(), x, 0, RedemptionKind.Registered))
        );
        Assert.Equal(
            RefusalReason.Exhausted,
            Assert.Single((await _cluster.RegisterAsync(RegistrationCluster.SignUp(code))).Refusals).Reason
        );
        Assert.Equal(
            SignUpOutcome.Created,
            (await _cluster.RegisterAsync(RegistrationCluster.SignUp(code, fingerprint: "x"), x)).Outcome
        );
        await SettleAndCheckAsync(code);
        Assert.Equal(new(1, 0, 0), await CountsAsync(code));
    }

    [Fact]
    public async Task An_older_attempt_does_not_replace_the_use_of_a_newer_one()
    {
        var code = (await _cluster.InviterAsync(limit: 1)).InvitationCode;
        var (x, grain) = (NewId(), _cluster.Grains.GetCode(code));
        Assert.Equal(
            RedeemOutcome.Granted,
            await grain.RedeemAsync(new(Guid.NewGuid(), x, 5, RedemptionKind.Registered))
        );
        Assert.Equal(
            RedeemOutcome.HeldByOwnAttempt,
            await grain.RedeemAsync(new(Guid.NewGuid(), x, 5, RedemptionKind.Registered))
        );
        Assert.Equal(
            RedeemOutcome.HeldByOwnAttempt,
            await grain.RedeemAsync(new(Guid.NewGuid(), x, 4, RedemptionKind.Registered))
        );
        Assert.Equal(
            RedeemOutcome.Granted,
            await grain.RedeemAsync(new(Guid.NewGuid(), x, 6, RedemptionKind.Registered))
        );
        Assert.Equal(1, (await CountsAsync(code)).Pending);
        await SettleAndCheckAsync(code);
        Assert.Equal(new(0, 0, 0), await CountsAsync(code));
    }

    // docs/evidence.md#trap-4
    [Fact]
    public async Task After_a_failed_write_a_code_is_what_storage_says()
    {
        var code = (await _cluster.InviterAsync(limit: 5)).InvitationCode;
        var grain = _cluster.Grains.GetCode(code);
        _cluster.Faults.FailBefore(Row(code.GrainKey));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => grain.SetTermsAsync(new(true, 9, null)));
        Assert.Equal(5, (await grain.GetStatusAsync()).Remaining);
        Assert.Equal(
            RedeemOutcome.Granted,
            await grain.RedeemAsync(new(Guid.NewGuid(), NewId(), 0, RedemptionKind.Registered))
        );
        Assert.Equal(5, (await RecordAsync<InvitationCodeRecord>(code.GrainKey)).Limit);
        await SettleAndCheckAsync(code);
    }

    [Fact]
    public async Task After_a_lost_reply_a_name_is_whose_storage_says()
    {
        var signUp = RegistrationCluster.SignUp();
        var name = _cluster.Grains.GetReservation(UsernameOf(signUp));
        _cluster.Faults.FailAfter(Row($"username/{signUp.Username.Key}"));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => name.ReserveAsync(NewId(), Guid.NewGuid()));
        Assert.False(await name.ReserveAsync(NewId(), Guid.NewGuid()));
    }

    // docs/evidence.md#trap-5
    [Fact]
    public async Task Calls_that_find_a_code_not_loaded_yet_share_one_load_and_lose_no_change()
    {
        const int calls = 20;
        var code = (await _cluster.InviterAsync()).InvitationCode;
        await using (var second = await _cluster.StartClusterAsync(1))
        {
            _cluster.Faults.Clear();
            var grain = second.Client.GetCode(code);
            var outcomes = await Task.WhenAll(
                Enumerable
                    .Range(0, calls)
                    .Select(_ => grain.RedeemAsync(new(Guid.NewGuid(), NewId(), 0, RedemptionKind.Registered)))
            );
            Assert.All(outcomes, outcome => Assert.Equal(RedeemOutcome.Granted, outcome));
            Assert.Single(
                _cluster.Faults.Log,
                call => call.Operation == StorageOperation.Read && Row(code.GrainKey)(call)
            );
            Assert.Equal(calls, (await RecordAsync<InvitationCodeRecord>(code.GrainKey)).Pending.Count);
        }

        await SettleAndCheckAsync(code);
    }

    // docs/evidence.md#trap-6
    [Fact]
    public async Task A_repeat_that_finds_itself_pending_is_not_answered_before_that_is_durable()
    {
        var code = (await _cluster.InviterAsync()).InvitationCode;
        var grain = _cluster.Grains.GetCode(code);
        var redemption = new RedeemRequest(Guid.NewGuid(), NewId(), 0, RedemptionKind.Registered);
        var write = _cluster.Faults.Hold(Row(code.GrainKey));
        var first = grain.RedeemAsync(redemption);
        await write.Struck;
        var repeat = grain.RedeemAsync(redemption);
        for (var later = 0; later < 20; later++)
        {
            // The answer comes from memory, after the grain took up the repeat.
            Assert.Equal(RedeemOutcome.Granted, (await grain.GetStatusAsync()).Outcome);
        }

        Assert.False(repeat.IsCompleted);
        write.Release();
        Assert.Equal([RedeemOutcome.Granted, RedeemOutcome.Granted], await Task.WhenAll(first, repeat));
        Assert.Single((await RecordAsync<InvitationCodeRecord>(code.GrainKey)).Pending);
        await SettleAndCheckAsync(code);
    }

    // A count that was told never goes down (docs/protocol.md#rule-14).
    [Fact]
    public async Task A_count_is_told_once_it_is_durable()
    {
        var code = (await _cluster.InviterAsync()).InvitationCode;
        var write = _cluster.Faults.Hold(Row(code.GrainKey), nth: 2); // the first is the redemption
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(RegistrationCluster.SignUp(code))).Outcome);
        await write.Struck; // by the timer
        var counts = CountsAsync(code);
        for (var later = 0; later < 20; later++)
        {
            Assert.Equal(RedeemOutcome.Granted, (await _cluster.Grains.GetCode(code).GetStatusAsync()).Outcome);
        }

        Assert.False(counts.IsCompleted);
        write.Release();
        Assert.Equal((1, 0), ((await counts).Registered, (await counts).Pending));
    }

    // docs/evidence.md#trap-7
    [Fact]
    public async Task A_sign_up_that_takes_its_row_for_absent_finds_what_another_activation_committed()
    {
        var (x, signUp) = (NewId(), RegistrationCluster.SignUp());
        await using (var second = await _cluster.StartClusterAsync(1))
        {
            Assert.Equal(SignUpOutcome.Created, (await second.Client.GetUser(x).RegisterAsync(signUp)).Outcome);
        }

        Assert.Equal(SignUpOutcome.Repeated, (await _cluster.RegisterAsync(signUp, x)).Outcome);
        Assert.Contains(
            _cluster.Faults.Writes,
            w => Row(x)(w) && w.ETag is null && w.Outcome == StorageOutcome.Conflict
        );
        await SettleAndCheckAsync();
    }

    [Fact]
    public async Task A_repeat_by_key_in_another_activation_gives_the_first_result_again()
    {
        var code = (await _cluster.InviterAsync(limit: 1)).InvitationCode;
        var (x, signUp) = (NewId(), RegistrationCluster.SignUp(code, fingerprint: "x"));
        await using (var second = await _cluster.StartClusterAsync(1))
        {
            Assert.Equal(SignUpOutcome.Created, (await second.Client.GetUser(x).RegisterAsync(signUp)).Outcome);
        }

        Assert.Equal(SignUpOutcome.Repeated, (await _cluster.RegisterAsync(signUp, x)).Outcome);
        await SettleAndCheckAsync(code);
        Assert.Equal(new(1, 0, 0), await CountsAsync(code));
    }

    [Fact]
    public async Task A_repeat_by_key_that_remembers_a_tombstone_gives_the_first_result_of_another_activation_again()
    {
        var code = (await _cluster.InviterAsync(limit: 1)).InvitationCode;
        var (x, signUp) = (NewId(), RegistrationCluster.SignUp(code, fingerprint: "x"));
        Assert.Equal(Holding.Free, await _cluster.Grains.GetClaimOwner(x).HoldsAsync(UsernameOf(signUp)));
        await using (var second = await _cluster.StartClusterAsync(1))
        {
            Assert.Equal(SignUpOutcome.Created, (await second.Client.GetUser(x).RegisterAsync(signUp)).Outcome);
            await DrainedAsync(second.Client, code);
        }

        // Each try drops the stale activations that it meets.
        var repeat = await _cluster.RegisterAsync(signUp, x);
        for (var tries = 0; tries < 5 && repeat.Outcome == SignUpOutcome.Failed; tries++)
        {
            repeat = await _cluster.RegisterAsync(signUp, x);
        }

        Assert.Equal(SignUpOutcome.Repeated, repeat.Outcome);

        await SettleAndCheckAsync(code);
        Assert.Equal(new(1, 0, 0), await CountsAsync(code));
    }

    [Fact]
    public async Task An_unknown_commit_that_lands_after_the_row_was_read_is_seen_by_the_same_activation()
    {
        var (x, signUp) = (NewId(), RegistrationCluster.SignUp(fingerprint: "x"));
        var user = _cluster.Grains.GetUser(x);
        var commit = _cluster.Faults.FailNowLandLater(Row(x));
        _cluster.Faults.FailBefore(Row(x), nth: 2);
        Assert.Equal(SignUpOutcome.Unknown, (await user.RegisterAsync(signUp)).Outcome);
        Assert.Null(await user.GetAsync());
        await commit.LandAsync();
        Assert.Equal(
            SignInOutcome.SignedIn,
            (await user.SignInAsync(new(UsernameOf(signUp), RegistrationCluster.Password))).Outcome
        );
        await SettleAndCheckAsync();
    }

    [Fact]
    public async Task A_name_given_up_by_a_rename_that_landed_late_can_be_had_from_the_same_activation()
    {
        var signUp = RegistrationCluster.SignUp();
        var user = _cluster.Grains.GetUser((await _cluster.RegisterAsync(signUp)).Account!.Id);
        var commit = _cluster.Faults.FailNowLandLater(call => call.GrainId == user.GetGrainId());
        _cluster.Faults.FailBefore(call => call.GrainId == user.GetGrainId(), nth: 2);
        var wanted = RegistrationCluster.SignUp().Nickname;
        Assert.Equal(ChangeOutcome.Unknown, await user.RenameAsync(wanted));
        Assert.Equal(signUp.Nickname.Value, (await user.GetAsync())!.Account.Nickname);
        await commit.LandAsync();
        _cluster.Clock.MoveOn(Lease);
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(Wanting(NameKind.Nickname, signUp))).Outcome);
        await SettleAndCheckAsync();
    }

    // docs/protocol.md#rule-7
    [Fact]
    public async Task Two_sign_ups_that_ask_about_each_other_do_not_wait_for_each_other()
    {
        var (x, y, wantedByX, wantedByY) = (
            NewId(),
            NewId(),
            RegistrationCluster.SignUp(),
            RegistrationCluster.SignUp()
        );
        Assert.True(await _cluster.Grains.GetReservation(UsernameOf(wantedByX)).ReserveAsync(y, Guid.NewGuid()));
        Assert.True(await _cluster.Grains.GetReservation(UsernameOf(wantedByY)).ReserveAsync(x, Guid.NewGuid()));
        _cluster.Clock.MoveOn(Lease);
        StorageFault[] tombstones = [_cluster.Faults.Hold(Row(x)), _cluster.Faults.Hold(Row(y))];
        var both = Task.WhenAll(_cluster.RegisterAsync(wantedByX, x), _cluster.RegisterAsync(wantedByY, y));
        await Task.WhenAll(tombstones.Select(t => t.Struck)); // each waits for the other, and each is being asked
        Array.ForEach(tombstones, t => t.Release());

        // Each wrote a tombstone for the other, so each needs another attempt.
        Assert.All(await both, result => Assert.Equal(SignUpOutcome.Created, result.Outcome));
        await SettleAndCheckAsync();
    }

    // docs/protocol.md#rule-8 and docs/protocol.md#rule-5
    [Fact]
    public void An_ended_record_says_yes_to_its_attempts_and_codes_and_no_to_its_names()
    {
        var (signUp, activation) = (Guid.NewGuid(), Guid.NewGuid());
        var (old, current) = (InvitationCode.Generate(), InvitationCode.Generate());
        var live = new UserRecord
        {
            Status = UserStatus.Live,
            SignUpAttempt = signUp,
            ActivationAttempt = activation,
            UsernameKey = "u",
            NicknameKey = "n",
            EmailKey = "e",
            Codes = [old, current],
        };
        var ended = live with { Status = UserStatus.Ended };
        foreach (var record in new[] { live, ended })
        {
            Assert.Equal(Holding.Held, record.Holds(new RedemptionClaim(RedemptionKind.Registered, signUp)));
            Assert.Equal(Holding.Held, record.Holds(new RedemptionClaim(RedemptionKind.Activated, activation)));
            Assert.Equal(Holding.Free, record.Holds(new RedemptionClaim(RedemptionKind.Registered, activation)));
            Assert.Equal(Holding.Free, record.Holds(new RedemptionClaim(RedemptionKind.Activated, signUp)));
            Assert.Equal(Holding.Held, record.Holds(new OwnCodeClaim(old)));
            Assert.Equal(Holding.Held, record.Holds(new OwnCodeClaim(current)));
        }

        foreach (
            var name in new NameClaim[]
            {
                new(NameKind.Username, "u"),
                new(NameKind.Nickname, "n"),
                new(NameKind.Email, "e"),
            }
        )
        {
            Assert.Equal(Holding.Held, live.Holds(name));
            Assert.Equal(Holding.Free, ended.Holds(name));
            Assert.Equal(Holding.FreeOnceRewritten, UserRecord.Tombstone.Holds(name));
        }

        // It becomes "no" once the record is written again.
        Assert.Equal(Holding.FreeOnceRewritten, live.Holds(new NameClaim(NameKind.Username, "n")));
        Assert.Equal(Holding.FreeOnceRewritten, live.Holds(new OwnCodeClaim(InvitationCode.Generate())));
        Assert.Equal(
            Holding.FreeOnceRewritten,
            (live with { ActivationAttempt = null }).Holds(new RedemptionClaim(RedemptionKind.Activated, activation))
        );
        Assert.Equal(
            Holding.Free,
            (ended with { ActivationAttempt = null }).Holds(new RedemptionClaim(RedemptionKind.Activated, activation))
        );
        Assert.Equal(
            Holding.FreeOnceRewritten,
            UserRecord.Tombstone.Holds(new RedemptionClaim(RedemptionKind.Registered, signUp))
        );
    }

    [Fact]
    public async Task Before_a_no_about_another_name_a_live_record_is_written_once_more()
    {
        var account = await _cluster.InviterAsync();
        var before = _cluster.Faults.Writes.Count(Row(account.Id));
        Assert.Equal(
            Holding.Free,
            await _cluster.Grains.GetClaimOwner(account.Id).HoldsAsync(UsernameOf(RegistrationCluster.SignUp()))
        );
        Assert.Equal(before + 1, _cluster.Faults.Writes.Count(Row(account.Id)));
        Assert.Equal(
            Holding.Held,
            await _cluster.Grains.GetClaimOwner(account.Id).HoldsAsync(new OwnCodeClaim(account.InvitationCode))
        );
        Assert.Equal(
            Holding.Free,
            await _cluster
                .Grains.GetClaimOwner(account.Id)
                .HoldsAsync(new RedemptionClaim(RedemptionKind.Registered, Guid.NewGuid()))
        );
        Assert.Equal(before + 1, _cluster.Faults.Writes.Count(Row(account.Id)));
    }

    // docs/protocol.md#rule-15
    [Fact]
    public async Task A_code_whose_owner_has_not_committed_is_invalid_and_asking_for_it_disturbs_nobody()
    {
        var x = NewId();
        var commit = _cluster.Faults.Hold(Row(x));
        var late = _cluster.RegisterAsync(RegistrationCluster.SignUp(), x);
        await commit.Struck;
        Assert.True(InvitationCode.TryParse(await OwnCodeAsync(x), out var code));

        foreach (var time in new[] { TimeSpan.Zero, Lease })
        {
            _cluster.Clock.MoveOn(time);
            Assert.Equal(
                RefusalReason.Invalid,
                Assert.Single((await _cluster.RegisterAsync(RegistrationCluster.SignUp(code))).Refusals).Reason
            );
            Assert.Equal(RedeemOutcome.Invalid, (await _cluster.Grains.GetCode(code).GetStatusAsync()).Outcome);
        }

        Assert.Single(_cluster.Faults.Writes, Row(x).Invoke); // the commit itself
        commit.Release();
        Assert.Equal(SignUpOutcome.Created, (await late).Outcome);
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(RegistrationCluster.SignUp(code))).Outcome);
        await SettleAndCheckAsync(code);
        Assert.Equal(new(1, 0, 0), await CountsAsync(code));
    }

    private static UserId NewId() => UserId.New(TimeProvider.System);

    private static Func<StorageCall, bool> Row(UserId user) => Row(user.GrainKey);

    /// <summary>A key begins with the kind of record, so keys are unique over all grain types.</summary>
    private static Func<StorageCall, bool> Row(string key) => call => call.GrainId.Key.ToString() == key;

    private static NameClaim UsernameOf(SignUp signUp) => new(NameKind.Username, signUp.Username.Key);

    /// <summary>Makes a sign-up of another user that wants one name of <paramref name="other"/>.</summary>
    private static SignUp Wanting(NameKind kind, SignUp other) =>
        kind switch
        {
            NameKind.Username => RegistrationCluster.SignUp(username: other.Username.Value),
            NameKind.Nickname => RegistrationCluster.SignUp(nickname: other.Nickname.Value),
            _ => RegistrationCluster.SignUp(email: other.Email.Value),
        };

    private static void AssertTaken(SignUpResult result, SignUpField field)
    {
        Assert.Equal(SignUpOutcome.Refused, result.Outcome);
        Assert.Equal([new(field, RefusalReason.Taken)], result.Refusals);
    }

    private static async Task DrainedAsync(IGrainFactory grains, InvitationCode code)
    {
        while ((await grains.GetCode(code).GetCountsAsync()).Pending > 0)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private async Task WrittenAsync(string key)
    {
        while (!_cluster.Faults.Writes.Any(w => Row(key)(w) && w.Outcome == StorageOutcome.Done))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private async Task<string> OwnCodeAsync(UserId owner)
    {
        var rows = await _cluster.RowsAsync();
        return rows.Where(r => r.Type == "code").Single(r => Parse<InvitationCodeRecord>(r.Payload).Owner == owner).Key[
            "code/".Length..
        ];
    }

    private async Task<T> RecordAsync<T>(string key) =>
        Parse<T>((await _cluster.RowsAsync()).Single(r => r.Key == key).Payload);

    private static T Parse<T>(string payload) =>
        new StateJsonSerializer().Deserialize<T>(BinaryData.FromString(payload));

    private Task<InvitationCounts> CountsAsync(InvitationCode code) => _cluster.Grains.GetCode(code).GetCountsAsync();

    /// <summary>Drops every idle activation, so that none remembers what another cluster changed.</summary>
    private Task ForgetAsync() =>
        _cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    private async Task SettleAndCheckAsync(params InvitationCode[] codes)
    {
        await ForgetAsync();
        await _cluster.SettleAsync(codes);
        await Invariants.CheckAsync(_cluster, codes);
    }
}
