using System.Text.Json;
using OrleansRegistration.Mail;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class AccountFailuresOnSqlite(SqliteCluster cluster, ITestOutputHelper output)
    : AccountFailureTests(cluster, output);

[Collection("PostgreSQL")]
public sealed class AccountFailuresOnPostgres(PostgresCluster cluster, ITestOutputHelper output)
    : AccountFailureTests(cluster, output);

/// <summary>
/// Storage fails once, at every write of the end of an account, of a new code and of a new nickname in turn, in every
/// way. Whatever the answer was, a repeat and the outbox complete the operation: all or nothing, nothing personal left,
/// every count exact.
/// </summary>
public abstract class AccountFailureTests
{
    private readonly RegistrationCluster _cluster;
    private readonly ITestOutputHelper _output;

    protected AccountFailureTests(RegistrationCluster cluster, ITestOutputHelper output)
    {
        (_cluster, _output) = (cluster, output);
        cluster.Faults.Clear();
    }

    [Fact]
    public async Task A_storage_failure_anywhere_in_an_end_leaves_an_account_or_an_end_with_nothing_personal()
    {
        foreach (
            var (type, nth) in await PointsAsync(
                user => user.EndAsync(RegistrationCluster.Password),
                "user",
                "outbox",
                "username",
                "nickname",
                "email",
                "session",
                "code"
            )
        )
        {
            foreach (var way in StorageFailures.OfWrites)
            {
                var (inviter, account, fault, point) = await PrepareAsync(type, nth, way);
                var signUp = account.SignUp;
                var user = _cluster.Grains.GetUser(account.Id);
                var answer = await user.EndAsync(RegistrationCluster.Password);
                await LandAsync(fault, way);
                await Invariants.CheckAsync(_cluster); // holds while the outbox has work left, too
                await _cluster.SettleAsync(inviter.InvitationCode);
                var overview = await user.GetAsync();
                Assert.True(fault.Struck.IsCompleted, $"{point}: was never met");
                Assert.True(
                    answer is ChangeOutcome.Done or ChangeOutcome.Failed or ChangeOutcome.Unknown,
                    $"{point}: {answer}"
                );
                Assert.True(
                    answer is ChangeOutcome.Unknown || (overview is null) == (answer is ChangeOutcome.Done),
                    $"{point}: answered {answer}, and the account is {(overview is null ? "gone" : "there")}"
                );
                if (overview is not null)
                {
                    Assert.Equal(
                        SignUpOutcome.Refused,
                        (await _cluster.RegisterAsync(signUp with { Code = null })).Outcome
                    );
                    Assert.Equal(ChangeOutcome.Done, await user.EndAsync(RegistrationCluster.Password));
                }

                await UntilTheOutboxIsEmptyAsync();
                await NothingPersonalIsLeftAsync(signUp);
                var owned = (await _cluster.RowsAsync()).Where(row =>
                    row.Payload.Contains(account.Id.ToString(), StringComparison.Ordinal)
                );
                Assert.True(
                    owned.All(row => row.Type == "code"),
                    $"{point}: {string.Join(' ', owned.Select(row => row.Type))} of an ended account"
                );
                Assert.Equal(
                    SignUpOutcome.KeyReused,
                    (await _cluster.RegisterAsync(signUp with { Fingerprint = "key" }, account.Id)).Outcome
                );
                Assert.Equal(RefusalReason.Disabled, await RefusalAsync(account.Code));
                var next = await _cluster.RegisterAsync(signUp with { Code = null });
                next =
                    next.Outcome is SignUpOutcome.Failed && way == StorageFailure.Late
                        ? await _cluster.RegisterAsync(signUp with { Code = null })
                        : next; // the grain's memory was older than a late write
                Assert.True(next.Outcome is SignUpOutcome.Created, $"{point}: {next.Outcome} for the next who came");
                await _cluster.SettleAsync(inviter.InvitationCode, account.Code);
                Assert.Equal(new(1, 0, 0), await _cluster.Grains.GetCode(inviter.InvitationCode).GetCountsAsync());
                await Invariants.CheckAsync(_cluster, inviter.InvitationCode, account.Code);
                _output.WriteLine($"{point}: {answer}, {(overview is null ? "ended" : "there; ended by a repeat")}");
            }
        }
    }

    [Fact]
    public async Task A_storage_failure_anywhere_in_a_disowning_leaves_the_account_whole_or_ended_and_a_repeat_ends_it()
    {
        foreach (
            var (type, nth) in await PointsAsync(
                ActivationTokenAsync,
                (user, token) => user.DisownAsync(token),
                "user",
                "outbox",
                "username",
                "nickname",
                "email",
                "session",
                "code"
            )
        )
        {
            foreach (var way in StorageFailures.OfWrites)
            {
                var (inviter, account) = await AccountAsync();
                await _cluster.SettleAsync(inviter.InvitationCode);
                var (user, point) = (_cluster.Grains.GetUser(account.Id), $"write {nth} of {type}, {way}");
                var token = await ActivationTokenAsync(user);
                var fault = Plan(type, nth, way);
                var answer = await user.DisownAsync(token);
                await LandAsync(fault, way);
                await Invariants.CheckAsync(_cluster);
                await _cluster.SettleAsync(inviter.InvitationCode);
                var isThere = await user.GetAsync() is not null;
                Assert.True(fault.Struck.IsCompleted, $"{point}: was never met");
                Assert.True(
                    answer is MailTokenOutcome.Accepted or MailTokenOutcome.Failed or MailTokenOutcome.Unknown,
                    $"{point}: {answer}"
                );
                Assert.True(
                    answer is MailTokenOutcome.Unknown || isThere == (answer is not MailTokenOutcome.Accepted),
                    $"{point}: answered {answer}, and the account is {(isThere ? "there" : "gone")}"
                );
                // It ends the account, or knows that the account has ended.
                Assert.Equal(MailTokenOutcome.Accepted, await user.DisownAsync(token));

                await UntilTheOutboxIsEmptyAsync();
                // The same when nothing personal is left.
                Assert.Equal(MailTokenOutcome.Accepted, await user.DisownAsync(token));
                Assert.Equal(MailTokenOutcome.Invalid, await user.DisownAsync(MailToken.New(account.Id)));
                Assert.Equal(MailTokenOutcome.Invalid, (await user.ActivateAsync(token)).Outcome);
                await NothingPersonalIsLeftAsync(account.SignUp);
                Assert.Equal(
                    SignUpOutcome.KeyReused,
                    (await _cluster.RegisterAsync(account.SignUp with { Fingerprint = "key" }, account.Id)).Outcome
                );
                var next = await _cluster.RegisterAsync(account.SignUp with { Code = null });
                next =
                    next.Outcome is SignUpOutcome.Failed && way == StorageFailure.Late
                        ? await _cluster.RegisterAsync(account.SignUp with { Code = null })
                        : next;
                Assert.True(next.Outcome is SignUpOutcome.Created, $"{point}: {next.Outcome} for the next who came");
                await _cluster.SettleAsync(inviter.InvitationCode, account.Code);
                Assert.Equal(new(1, 0, 0), await _cluster.Grains.GetCode(inviter.InvitationCode).GetCountsAsync());
                await Invariants.CheckAsync(_cluster, inviter.InvitationCode, account.Code);
                _output.WriteLine($"{point}: {answer}, {(isThere ? "there; ended by a repeat" : "ended")}");
            }
        }
    }

    [Fact]
    public async Task Of_an_activation_and_a_disowning_at_once_one_wins_and_the_other_is_told_so()
    {
        for (var round = 0; round < 10; round++)
        {
            var (inviter, account) = await AccountAsync();
            var user = _cluster.Grains.GetUser(account.Id);
            var token = await ActivationTokenAsync(user);
            // In the first round a second cluster has another activation over the same row.
            await using var other = round == 0 ? await _cluster.StartClusterAsync(1) : null;
            var there = other?.Client.GetUser(account.Id) ?? user;
            var (activating, disowning) = (user.ActivateAsync(token), there.DisownAsync(token));
            var (activated, disowned) = ((await activating).Outcome, await disowning);
            var isActive = await user.GetAsync() is { Account.IsActive: true };
            Assert.Equal(
                isActive
                    ? (MailTokenOutcome.Accepted, MailTokenOutcome.AlreadyActive)
                    : (MailTokenOutcome.Invalid, MailTokenOutcome.Accepted),
                (activated, disowned)
            );
            await _cluster.SettleAsync(inviter.InvitationCode);
            Assert.Equal(
                new(1, isActive ? 1 : 0, 0),
                await _cluster.Grains.GetCode(inviter.InvitationCode).GetCountsAsync()
            );
            await UntilTheOutboxIsEmptyAsync();
            await Invariants.CheckAsync(_cluster, inviter.InvitationCode, account.Code);
        }
    }

    [Fact]
    public async Task A_storage_failure_anywhere_in_a_new_code_leaves_one_code_that_works_and_every_count()
    {
        foreach (var (type, nth) in await PointsAsync(user => user.NewCodeAsync(), "user", "outbox", "code"))
        {
            foreach (var way in StorageFailures.OfWrites)
            {
                var (_, account) = await AccountAsync();
                Assert.Equal(
                    SignUpOutcome.Created,
                    (await _cluster.RegisterAsync(RegistrationCluster.SignUp(account.Code))).Outcome
                );
                var (user, point) = (_cluster.Grains.GetUser(account.Id), $"write {nth} of {type}, {way}");
                await _cluster.SettleAsync(account.Code);
                var fault = Plan(type, nth, way);
                var answer = await user.NewCodeAsync();
                await LandAsync(fault, way);
                await Invariants.CheckAsync(_cluster);
                await UntilTheOutboxIsEmptyAsync();
                Assert.True(fault.Struck.IsCompleted, $"{point}: was never met");
                var current = (await user.GetAsync())!.Account.InvitationCode;
                Assert.True(
                    answer.Outcome is ChangeOutcome.Unknown
                        || (current != account.Code) == (answer.Outcome is ChangeOutcome.Done),
                    $"{point}: {answer.Outcome}"
                );
                if (current != account.Code)
                {
                    Assert.True(answer.Code is null || answer.Code == current, point);
                    Assert.Equal(RefusalReason.Disabled, await RefusalAsync(account.Code));
                }

                Assert.Equal(
                    SignUpOutcome.Created,
                    (await _cluster.RegisterAsync(RegistrationCluster.SignUp(current))).Outcome
                );
                await _cluster.SettleAsync(account.Code, current);
                Assert.Equal(2, (await user.GetAsync())!.Registered);
                await Invariants.CheckAsync(_cluster, account.Code, current);
                _output.WriteLine(
                    $"{point}: {answer.Outcome}, {(current == account.Code ? "the old code" : "a new one")}"
                );
            }
        }
    }

    [Fact]
    public async Task A_storage_failure_anywhere_in_a_new_nickname_leaves_one_of_the_two()
    {
        foreach (
            var (type, nth) in await PointsAsync(
                user => user.RenameAsync(RegistrationCluster.SignUp().Nickname),
                "user",
                "nickname"
            )
        )
        {
            foreach (var way in StorageFailures.OfWrites)
            {
                var (_, account, fault, point) = await PrepareAsync(type, nth, way);
                var wanted = RegistrationCluster.SignUp().Nickname;
                var answer = await _cluster.Grains.GetUser(account.Id).RenameAsync(wanted);
                await LandAsync(fault, way);
                Assert.True(fault.Struck.IsCompleted, $"{point}: was never met");
                var has = (await _cluster.Grains.GetUser(account.Id).GetAsync())!.Account.Nickname;
                Assert.True(
                    answer is ChangeOutcome.Unknown || (has == wanted.Value) == (answer is ChangeOutcome.Done),
                    $"{point}: {answer}"
                );
                _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
                var free = has == wanted.Value ? account.SignUp.Nickname : wanted;
                Assert.Equal(
                    SignUpOutcome.Refused,
                    (await _cluster.RegisterAsync(RegistrationCluster.SignUp(nickname: has))).Outcome
                );
                var next = await _cluster.RegisterAsync(RegistrationCluster.SignUp(nickname: free.Value));
                next =
                    next.Outcome is SignUpOutcome.Failed && way == StorageFailure.Late
                        ? await _cluster.RegisterAsync(RegistrationCluster.SignUp(nickname: free.Value))
                        : next;
                Assert.True(next.Outcome is SignUpOutcome.Created, $"{point}: {next.Outcome} for the next who came");
                await Invariants.CheckAsync(_cluster);
                _output.WriteLine($"{point}: {answer}");
            }
        }
    }

    [Fact]
    public async Task An_end_that_lands_although_its_outcome_was_unknown_is_finished_by_the_outbox_alone()
    {
        var (inviter, account) = await AccountAsync();
        await _cluster.SettleAsync(inviter.InvitationCode);
        var landed = _cluster.Faults.FailAfter(call => call.GrainType == "user");
        _cluster.Faults.FailRead(call => call.GrainType == "user" && landed.Struck.IsCompleted);
        Assert.Equal(
            ChangeOutcome.Unknown,
            await _cluster.Grains.GetUser(account.Id).EndAsync(RegistrationCluster.Password)
        );
        Assert.True(landed.Struck.IsCompleted);
        Assert.Contains(
            await _cluster.RowsAsync(),
            row => row.Payload.Contains(account.SignUp.Email.Key, StringComparison.Ordinal)
        );
        await Invariants.CheckAsync(_cluster);
        await UntilTheOutboxIsEmptyAsync();
        Assert.DoesNotContain(
            await _cluster.RowsAsync(),
            row => row.Payload.Contains(account.SignUp.Email.Key, StringComparison.Ordinal)
        );
        await Invariants.CheckAsync(_cluster, inviter.InvitationCode);
    }

    [Fact]
    public async Task An_invitee_is_listed_once_though_its_page_is_written_again()
    {
        var inviter = await _cluster.InviterAsync();
        for (var i = 0; i < 40; i++)
        {
            if (i == 20)
            {
                _cluster.Faults.FailAfter(call => call.GrainType == "invitees");
            }

            Assert.Equal(
                SignUpOutcome.Created,
                (await _cluster.RegisterAsync(RegistrationCluster.SignUp(inviter.InvitationCode))).Outcome
            );
        }

        await _cluster.SettleAsync(inviter.InvitationCode);
        Assert.Contains(
            await _cluster.RowsAsync(),
            row => row.Type == "invitees" && row.Key.Contains(inviter.InvitationCode.Value, StringComparison.Ordinal)
        );
        var page = (await _cluster.Grains.GetUser(inviter.Id).ListInviteesAsync(default, 100))!;
        Assert.Equal(40, page.Items.Select(invitee => invitee.Nickname).Distinct().Count());
        Assert.Equal(40, page.Items.Length);
        Assert.Null(page.Next);
        await Invariants.CheckAsync(_cluster, inviter.InvitationCode);
    }

    [Fact]
    public async Task An_account_that_was_disabled_when_its_mail_was_due_is_owed_it_again_once_it_is_enabled()
    {
        var (inviter, account) = await AccountAsync();
        await _cluster.SettleAsync(inviter.InvitationCode);
        var (user, mails) = (_cluster.Grains.GetUser(account.Id), _cluster.Grains.GetMail(account.Id));
        Assert.Equal(ChangeOutcome.Done, await user.SetDisabledAsync(true, Acts.New()));
        Assert.Null(await _cluster.Grains.GetUserEffects(account.Id).PrepareMailAsync(MailKind.Activation));
        await mails.DoneAsync(account.Id, MailKind.Activation); // a worker that finds nothing to send does this
        await Invariants.CheckAsync(_cluster);
        _cluster.Faults.FailBefore(call => call.GrainType == "mail");
        await Assert.ThrowsAsync<StorageUnavailableException>(() => user.SetDisabledAsync(false, Acts.New()));
        Assert.Equal(ChangeOutcome.Unchanged, await user.SetDisabledAsync(false, Acts.New()));
        await Invariants.CheckAsync(_cluster);
    }

    private async Task NothingPersonalIsLeftAsync(SignUp signUp)
    {
        string[] personal = [signUp.Username.Key, signUp.Nickname.Key, signUp.Email.Key];
        Assert.DoesNotContain(
            await _cluster.RowsAsync(),
            row => personal.Any(text => row.Payload.Contains(text, StringComparison.Ordinal))
        );
    }

    /// <summary>Lists every write of an operation by grain type and number among its kind.</summary>
    private Task<List<(string Type, int Nth)>> PointsAsync(
        Func<IUserGrain, Task> operation,
        params string[] expected
    ) => PointsAsync(_ => Task.FromResult(0), (user, _) => operation(user), expected);

    private async Task<List<(string Type, int Nth)>> PointsAsync<T>(
        Func<IUserGrain, Task<T>> prepare,
        Func<IUserGrain, T, Task> operation,
        params string[] expected
    )
    {
        var (inviter, account) = await AccountAsync();
        await _cluster.SettleAsync(inviter.InvitationCode);
        var user = _cluster.Grains.GetUser(account.Id);
        var prepared = await prepare(user);
        _cluster.Faults.Clear();
        await operation(user, prepared);
        var writes = _cluster.Faults.Writes;
        await UntilTheOutboxIsEmptyAsync();
        Assert.Superset(expected.ToHashSet(), writes.Select(call => call.GrainType).ToHashSet());
        return
        [
            .. writes
                .GroupBy(call => call.GrainType)
                .SelectMany(type => Enumerable.Range(1, type.Count()).Select(nth => (type.Key, nth))),
        ];
    }

    private static async Task<MailToken> ActivationTokenAsync(IUserGrain user) =>
        MailToken.Parse((await user.AsReference<IUserEffects>().PrepareMailAsync(MailKind.Activation))!.Token)!;

    private async Task<(Account Inviter, Owned Account)> AccountAsync()
    {
        var inviter = await _cluster.InviterAsync();
        var signUp = RegistrationCluster.SignUp(inviter.InvitationCode, fingerprint: "key");
        var account = (await _cluster.RegisterAsync(signUp)).Account!;
        return (inviter, new(account.Id, signUp, account.InvitationCode));
    }

    private async Task<(Account Inviter, Owned Account, StorageFault Fault, string Point)> PrepareAsync(
        string type,
        int nth,
        StorageFailure way
    )
    {
        var (inviter, account) = await AccountAsync();
        await _cluster.SettleAsync(inviter.InvitationCode);
        return (inviter, account, Plan(type, nth, way), $"write {nth} of {type}, {way}");
    }

    private StorageFault Plan(string type, int nth, StorageFailure way)
    {
        _cluster.Faults.Clear();
        return _cluster.Faults.Fail(way, call => call.GrainType == type, nth);
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
            if (shards.All(shard => shard.Messages.IsEmpty))
            {
                return;
            }

            Assert.True(tries < 100, "The outbox did not run empty.");
        }
    }

    private async Task<RefusalReason> RefusalAsync(InvitationCodes.InvitationCode code) =>
        Assert.Single((await _cluster.RegisterAsync(RegistrationCluster.SignUp(code))).Refusals).Reason;

    private sealed record Owned(UserId Id, SignUp SignUp, InvitationCodes.InvitationCode Code);
}
