using System.Text.Json;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class EmailCorrectionOnSqlite(SqliteCluster cluster, ITestOutputHelper output)
    : EmailCorrectionTests(cluster, output);

[Collection("PostgreSQL")]
public sealed class EmailCorrectionOnPostgres(PostgresCluster cluster, ITestOutputHelper output)
    : EmailCorrectionTests(cluster, output);

/// <summary>
/// The correction of an e-mail address (docs/adr/0026-correcting-an-address.md): storage fails at every call, races,
/// and the counterexamples of docs/model/correct.cpp. No worker sends a mail here; the tests do what a worker does.
/// </summary>
public abstract class EmailCorrectionTests
{
    private readonly RegistrationCluster _cluster;
    private readonly ITestOutputHelper _output;

    protected EmailCorrectionTests(RegistrationCluster cluster, ITestOutputHelper output)
    {
        (_cluster, _output) = (cluster, output);
        cluster.Faults.Clear();
    }

    [Fact]
    public async Task A_correction_frees_the_old_address_ends_its_tokens_and_owes_a_mail_to_the_new_one()
    {
        var (inviter, account) = await AccountAsync();
        var user = _cluster.Grains.GetUser(account.Id);
        var effects = _cluster.Grains.GetUserEffects(account.Id);
        var activation = await TokenAsync(account.Id, MailKind.Activation);
        await effects.MailTriedAsync(MailKind.Activation, MailState.Sent, null);
        var reset = await TokenAsync(account.Id, MailKind.PasswordReset);
        var wanted = RegistrationCluster.SignUp().Email;
        Assert.Equal(ChangeOutcome.WrongPassword, await user.CorrectEmailAsync(wanted, "Wrong-horse7"));
        Assert.Equal(ChangeOutcome.Unchanged, await CorrectAsync(account.Id, account.SignUp.Email));
        Assert.Equal(MailTokenOutcome.Accepted, await user.CheckTokenAsync(activation, MailKind.Activation));

        Assert.Equal(ChangeOutcome.Done, await CorrectAsync(account.Id, wanted));

        var overview = (await user.GetAsync())!;
        Assert.Equal((wanted.Value, MailState.Pending), (overview.Account.Email, overview.Mail!.State));
        Assert.DoesNotContain(await _cluster.RowsAsync(), row => row.Key == $"email/{account.SignUp.Email.Key}");
        Assert.Equal(MailTokenOutcome.Invalid, (await user.ActivateAsync(activation)).Outcome);
        Assert.Equal(MailTokenOutcome.Invalid, await user.DisownAsync(activation));
        Assert.Equal(MailTokenOutcome.Invalid, (await user.ResetPasswordAsync(reset, "Another-horse7")).Outcome);
        Assert.Equal(
            SignUpOutcome.Created,
            (await _cluster.RegisterAsync(RegistrationCluster.SignUp(email: account.SignUp.Email.Value))).Outcome
        );
        await Invariants.CheckAsync(_cluster);

        // The interval between mails does not stop the first mail to the new address.
        var draft = (await effects.PrepareMailAsync(MailKind.Activation))!;
        Assert.Equal(wanted.Value, draft.Address);
        Assert.Equal(MailTokenOutcome.Accepted, (await user.ActivateAsync(MailToken.Parse(draft.Token)!)).Outcome);
        Assert.Equal(ChangeOutcome.AlreadyActive, await CorrectAsync(account.Id, RegistrationCluster.SignUp().Email));
        await _cluster.SettleAsync(inviter.InvitationCode);
        Assert.Equal(new(1, 1, 0), await _cluster.Grains.GetCode(inviter.InvitationCode).GetCountsAsync());
        await Invariants.CheckAsync(_cluster, inviter.InvitationCode);
        Assert.Equal(ChangeOutcome.Done, await user.EndAsync(RegistrationCluster.Password));
        Assert.Equal(ChangeOutcome.NoAccount, await CorrectAsync(account.Id, wanted));
    }

    [Fact]
    public async Task Another_spelling_of_the_same_address_is_a_correction_and_the_account_keeps_the_address()
    {
        var (_, account) = await AccountAsync();
        Assert.Equal(
            NameProblem.None,
            EmailAddress.TryParse(account.SignUp.Email.Value.ToUpperInvariant(), out var upper)
        );
        Assert.Equal(account.SignUp.Email.Key, upper!.Key);
        Assert.Equal(ChangeOutcome.Done, await CorrectAsync(account.Id, upper));
        Assert.Equal(upper.Value, (await _cluster.Grains.GetUser(account.Id).GetAsync())!.Account.Email);
        Assert.Equal(
            SignUpOutcome.Refused,
            (await _cluster.RegisterAsync(RegistrationCluster.SignUp(email: account.SignUp.Email.Value))).Outcome
        );
        await Invariants.CheckAsync(_cluster);
    }

    [Fact]
    public async Task A_storage_failure_anywhere_in_a_correction_leaves_one_of_the_two_addresses_and_its_mail_owed()
    {
        foreach (var (operation, type, nth) in await PointsAsync())
        {
            foreach (var way in StorageFailures.Of(operation))
            {
                var point = $"{operation} {nth} of {type}, {way}";
                var (inviter, account) = await AccountAsync();
                await _cluster.SettleAsync(inviter.InvitationCode);
                var (user, old) = (_cluster.Grains.GetUser(account.Id), account.SignUp.Email);
                var token = await TokenAsync(account.Id, MailKind.Activation);
                var wanted = RegistrationCluster.SignUp().Email;
                _cluster.Faults.Clear();
                var fault = _cluster.Faults.Fail(way, call => call.Operation == operation && Is(call, type), nth);
                var answer = await CorrectAsync(account.Id, wanted);
                if (answer is ChangeOutcome.Failed && type != "email")
                {
                    // The claim was withdrawn, so nobody waits for its lease.
                    Assert.DoesNotContain(await _cluster.RowsAsync(), row => row.Key == $"email/{wanted.Key}");
                }

                _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
                if (way == StorageFailure.Late && fault.Struck.IsCompleted)
                {
                    await Record.ExceptionAsync(fault.LandAsync);
                }

                await Invariants.CheckAsync(_cluster);
                await _cluster.SettleAsync(inviter.InvitationCode);
                Assert.True(operation == StorageOperation.Read || fault.Struck.IsCompleted, $"{point}: was never met");
                _cluster.Faults.Clear(); // a read that the correction did not need
                var has = (await user.GetAsync())!.Account.Email;
                Assert.True(
                    answer is ChangeOutcome.Done or ChangeOutcome.Failed or ChangeOutcome.Unknown,
                    $"{point}: {answer}"
                );
                Assert.True(
                    answer is ChangeOutcome.Unknown || (has == wanted.Value) == (answer is ChangeOutcome.Done),
                    $"{point}: answered {answer}, and the address is {(has == wanted.Value ? "new" : "old")}"
                );

                // A mail is owed to the address that the account has, and only its token activates.
                await Invariants.CheckAsync(_cluster);
                Assert.Equal(
                    has == wanted.Value ? MailTokenOutcome.Invalid : MailTokenOutcome.Accepted,
                    await user.CheckTokenAsync(token, MailKind.Activation)
                );
                await IsTakenOnceAsync(has, has == wanted.Value ? old.Value : wanted.Value, point);
                var draft = (await _cluster.Grains.GetUserEffects(account.Id).PrepareMailAsync(MailKind.Activation))!;
                Assert.Equal(has, draft.Address);
                Assert.Equal(
                    MailTokenOutcome.Accepted,
                    (await user.ActivateAsync(MailToken.Parse(draft.Token)!)).Outcome
                );
                await _cluster.SettleAsync(inviter.InvitationCode);
                Assert.Equal(new(1, 1, 0), await _cluster.Grains.GetCode(inviter.InvitationCode).GetCountsAsync());
                await Invariants.CheckAsync(_cluster, inviter.InvitationCode);
                _output.WriteLine($"{point}: {answer}, the {(has == wanted.Value ? "new" : "old")} address");
            }
        }
    }

    [Fact]
    public async Task Of_two_users_who_correct_to_one_address_at_once_one_gets_it()
    {
        for (var round = 0; round < 10; round++)
        {
            var (first, second) = ((await AccountAsync()).Account, (await AccountAsync()).Account);
            var wanted = RegistrationCluster.SignUp().Email;
            // In the first round the address has two activations, and so has the outbox: the one that is behind fails.
            await using var other = round == 0 ? await _cluster.StartClusterAsync(1) : null;
            var there = other?.Client ?? _cluster.Grains;
            var answers = await Task.WhenAll(
                _cluster.Grains.GetUser(first.Id).CorrectEmailAsync(wanted, RegistrationCluster.Password),
                there.GetUser(second.Id).CorrectEmailAsync(wanted, RegistrationCluster.Password)
            );
            if (other is null)
            {
                Assert.Equal([ChangeOutcome.Done, ChangeOutcome.Taken], answers.Order());
            }

            Assert.True(answers.Count(answer => answer is ChangeOutcome.Done) <= 1);
            Assert.All(
                answers,
                answer => Assert.True(answer is ChangeOutcome.Done or ChangeOutcome.Taken or ChangeOutcome.Failed)
            );
            await Invariants.CheckAsync(_cluster);
        }
    }

    [Fact]
    public async Task Of_a_correction_and_an_activation_by_the_old_token_at_once_one_wins_and_the_other_is_told_so()
    {
        for (var round = 0; round < 10; round++)
        {
            var (inviter, account) = await AccountAsync();
            var token = await TokenAsync(account.Id, MailKind.Activation);
            var wanted = RegistrationCluster.SignUp().Email;
            // In the first rounds a second cluster has another activation over the same row.
            await using var other = round < 2 ? await _cluster.StartClusterAsync(1) : null;
            var there = (other?.Client ?? _cluster.Grains).GetUser(account.Id);
            var activating = there.ActivateAsync(token);
            var corrected = await CorrectAsync(account.Id, wanted);
            var activated = (await activating).Outcome;
            var now = (await _cluster.Grains.GetUser(account.Id).GetAsync())!.Account;
            // Two clusters have two activations of the outbox, too. The one that is behind fails, as may the loser.
            Assert.True(
                (activated, corrected, now.IsActive, now.Email == wanted.Value)
                    is
                        (MailTokenOutcome.Accepted, ChangeOutcome.AlreadyActive, true, false)
                        or
                        (MailTokenOutcome.Invalid, ChangeOutcome.Done, false, true)
                    || (
                        other is not null
                        && (activated, corrected, now.IsActive, now.Email == wanted.Value)
                            is
                                (MailTokenOutcome.Accepted, ChangeOutcome.Failed, true, false)
                                or
                                (MailTokenOutcome.Failed, ChangeOutcome.Done, false, true)
                    ),
                $"{activated}, {corrected}, {now.IsActive}"
            );
            await _cluster.SettleAsync(inviter.InvitationCode);
            Assert.Equal(
                new(1, now.IsActive ? 1 : 0, 0),
                await _cluster.Grains.GetCode(inviter.InvitationCode).GetCountsAsync()
            );
            await Invariants.CheckAsync(_cluster, inviter.InvitationCode);
        }
    }

    [Fact]
    public async Task A_sign_up_with_the_old_address_beside_its_correction_gets_it_or_is_told_that_it_is_taken()
    {
        for (var round = 0; round < 10; round++)
        {
            var (_, account) = await AccountAsync();
            _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
            var signUp = RegistrationCluster.SignUp(email: account.SignUp.Email.Value);
            var registering = _cluster.RegisterAsync(signUp);
            Assert.Equal(ChangeOutcome.Done, await CorrectAsync(account.Id, RegistrationCluster.SignUp().Email));
            var registered = await registering;
            Assert.True(registered.Outcome is SignUpOutcome.Created or SignUpOutcome.Refused, $"{registered.Outcome}");
            if (registered.Outcome is SignUpOutcome.Refused)
            {
                Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(signUp)).Outcome);
            }

            await Invariants.CheckAsync(_cluster);
        }
    }

    // Fails if the token is checked before the loop (docs/model/correct.cpp).
    [Fact]
    public async Task An_activation_whose_commit_meets_a_correction_is_refused_and_counts_nothing()
    {
        var (inviter, account) = await AccountAsync();
        await _cluster.SettleAsync(inviter.InvitationCode);
        var token = await TokenAsync(account.Id, MailKind.Activation);
        _cluster.Faults.Clear();
        var commit = _cluster.Faults.Hold(call => call.GrainId.Key.ToString() == account.Id.GrainKey);
        var activating = _cluster.Grains.GetUser(account.Id).ActivateAsync(token);
        var struck = await commit.Struck;
        await using (var second = await _cluster.StartClusterAsync(1))
        {
            Assert.Equal(
                ChangeOutcome.Done,
                await second
                    .Client.GetUser(account.Id)
                    .CorrectEmailAsync(RegistrationCluster.SignUp().Email, RegistrationCluster.Password)
            );
        }

        commit.Release();
        Assert.Equal(MailTokenOutcome.Invalid, (await activating).Outcome);
        Assert.Equal(StorageOutcome.Conflict, struck.Outcome);
        Assert.False((await _cluster.Grains.GetUser(account.Id).GetAsync())!.Account.IsActive);
        await _cluster.SettleAsync(inviter.InvitationCode);
        Assert.Equal(new(1, 0, 0), await _cluster.Grains.GetCode(inviter.InvitationCode).GetCountsAsync());
        await Invariants.CheckAsync(_cluster, inviter.InvitationCode);
    }

    // Fails if a try counts whatever its address was, or if a worker removes or puts off whatever is queued.
    [Fact]
    public async Task A_mail_to_the_old_address_that_is_in_hand_leaves_the_mail_to_the_new_one_owed_and_queued()
    {
        var (_, account) = await AccountAsync();
        var (effects, mails) = (_cluster.Grains.GetUserEffects(account.Id), _cluster.Grains.GetMail(account.Id));
        var offered = (await QueuedAsync(account.Id))!;
        var draft = (await effects.PrepareMailAsync(MailKind.Activation))!;
        Assert.True(await mails.RetryAsync(account.Id, MailKind.Activation, MailFailure.Deferred));
        Assert.Equal(ChangeOutcome.Done, await CorrectAsync(account.Id, RegistrationCluster.SignUp().Email));

        var queued = (await QueuedAsync(account.Id))!;
        Assert.True(await mails.RetryAsync(account.Id, MailKind.Activation, MailFailure.Deferred, offered.Request));
        await effects.MailTriedAsync(MailKind.Activation, MailState.Sent, null, draft.Correction);
        await mails.DoneAsync(account.Id, MailKind.Activation, offered.Request);
        await mails.WakeAsync();

        Assert.Equal(queued, await QueuedAsync(account.Id));
        Assert.Equal(0, queued.Tries);
        Assert.Equal(MailState.Pending, (await _cluster.Grains.GetUser(account.Id).GetAsync())!.Mail!.State);
        await Invariants.CheckAsync(_cluster);
        var another = (await effects.PrepareMailAsync(MailKind.Activation))!;
        await effects.MailTriedAsync(MailKind.Activation, MailState.Sent, null, another.Correction);
        await mails.DoneAsync(account.Id, MailKind.Activation, queued.Request);
        await mails.WakeAsync(); // makes it durable
        Assert.Null(await QueuedAsync(account.Id));
        await Invariants.CheckAsync(_cluster);
    }

    // Fails if "nothing is owed" or "that mail is not ours" is said from the memory of a second activation.
    [Fact]
    public async Task An_activation_that_remembers_the_old_address_sends_and_notes_the_mail_to_the_new_one()
    {
        await using var second = await _cluster.StartClusterAsync(1);
        var (_, account) = await AccountAsync();
        var (here, there) = (_cluster.Grains.GetUserEffects(account.Id), second.Client.GetUserEffects(account.Id));
        Assert.NotNull(await here.PrepareMailAsync(MailKind.Activation));
        await here.MailTriedAsync(MailKind.Activation, MailState.Sent, null);
        var wanted = RegistrationCluster.SignUp().Email;
        Assert.Equal(
            ChangeOutcome.Done,
            await second.Client.GetUser(account.Id).CorrectEmailAsync(wanted, RegistrationCluster.Password)
        );

        Assert.Equal(wanted.Value, (await here.PrepareMailAsync(MailKind.Activation))?.Address);
        var again = RegistrationCluster.SignUp().Email;
        Assert.Equal(ChangeOutcome.Done, await CorrectAsync(account.Id, again));
        var draft = (await here.PrepareMailAsync(MailKind.Activation))!;
        Assert.Equal(again.Value, draft.Address);
        await there.MailTriedAsync(MailKind.Activation, MailState.Sent, null, draft.Correction);
        await second.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        Assert.Equal(MailState.Sent, (await second.Client.GetUser(account.Id).GetAsync())!.Mail!.State);
    }

    // Fails if the clean-up looks at memory: the outbox then drops the message, and nothing queues the mail.
    [Fact]
    public async Task A_clean_up_by_an_activation_that_remembers_the_old_address_queues_the_mail()
    {
        await using var second = await _cluster.StartClusterAsync(1);
        var (_, account) = await AccountAsync();
        var mails = _cluster.Grains.GetMail(account.Id);
        var here = _cluster.Grains.GetUserEffects(account.Id);
        Assert.NotNull(await here.PrepareMailAsync(MailKind.Activation));
        await here.MailTriedAsync(MailKind.Activation, MailState.Sent, null);
        await mails.DoneAsync(account.Id, MailKind.Activation);
        await mails.WakeAsync(); // makes it durable
        _cluster.Faults.Clear();
        _cluster.Faults.FailBefore(call => call.GrainType == "mail"); // the effect after the commit
        Assert.Equal(
            ChangeOutcome.Done,
            await second
                .Client.GetUser(account.Id)
                .CorrectEmailAsync(RegistrationCluster.SignUp().Email, RegistrationCluster.Password)
        );
        Assert.Null(await QueuedAsync(account.Id));
        await Invariants.CheckAsync(_cluster); // the outbox has the message

        await here.CleanUpAsync();
        Assert.NotNull(await QueuedAsync(account.Id));
    }

    private static bool Is(StorageCall call, string type) => call.GrainType == type;

    private Task<ChangeOutcome> CorrectAsync(UserId id, EmailAddress email) =>
        _cluster.Grains.GetUser(id).CorrectEmailAsync(email, RegistrationCluster.Password);

    private async Task<MailToken> TokenAsync(UserId id, MailKind kind) =>
        MailToken.Parse((await _cluster.Grains.GetUserEffects(id).PrepareMailAsync(kind))!.Token)!;

    /// <summary>Lists every storage call of a correction by its number among its kind.</summary>
    private async Task<IReadOnlyList<(StorageOperation Operation, string Type, int Nth)>> PointsAsync()
    {
        var (inviter, account) = await AccountAsync();
        await _cluster.SettleAsync(inviter.InvitationCode);
        await TokenAsync(account.Id, MailKind.Activation);
        _cluster.Faults.Clear();
        Assert.Equal(ChangeOutcome.Done, await CorrectAsync(account.Id, RegistrationCluster.SignUp().Email));
        var calls = _cluster.Faults.Log;
        Assert.Superset(
            new HashSet<string> { "user", "outbox", "email", "mail" },
            _cluster.Faults.Writes.Select(call => call.GrainType).ToHashSet()
        );
        return StorageFailures.PointsOf(calls);
    }

    /// <summary>Checks that the address of the account is taken, and that the other one is available.</summary>
    private async Task IsTakenOnceAsync(string taken, string available, string point)
    {
        _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
        Assert.Equal(
            SignUpOutcome.Refused,
            (await _cluster.RegisterAsync(RegistrationCluster.SignUp(email: taken))).Outcome
        );
        var next = SignUpOutcome.Failed;
        for (var tries = 0; tries < 3 && next is SignUpOutcome.Failed; tries++)
        {
            // The first may fail, because the grain's memory may be older than a late write.
            next = (await _cluster.RegisterAsync(RegistrationCluster.SignUp(email: available))).Outcome;
        }

        Assert.True(next is SignUpOutcome.Created, $"{point}: {next} for the next who came");
    }

    private async Task<WaitingMail?> QueuedAsync(UserId id) =>
        (await _cluster.RowsAsync())
            .Where(row => row.Type == GrainTypes.Mail)
            .Select(row =>
                JsonSerializer
                    .Deserialize(row.Payload, StateJson.Default.MailRecord)!
                    .Find(new(id, MailKind.Activation))
            )
            .SingleOrDefault(mail => mail is not null);

    private async Task<(Account Inviter, Owned Account)> AccountAsync()
    {
        var inviter = await _cluster.InviterAsync();
        var signUp = RegistrationCluster.SignUp(inviter.InvitationCode);
        var account = (await _cluster.RegisterAsync(signUp)).Account!;
        for (var tries = 0; await QueuedAsync(account.Id) is null; tries++)
        {
            // The queue's first write fails when its memory is older than what another test's cluster wrote.
            Assert.True(tries < 10, "The activation mail was not queued.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
            await _cluster.SettleAsync();
        }

        return (inviter, new(account.Id, signUp));
    }

    private sealed record Owned(UserId Id, SignUp SignUp);
}
