using OrleansRegistration.Mail;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class SessionFailuresOnSqlite(SqliteCluster cluster, ITestOutputHelper output)
    : SessionFailureTests(cluster, output);

[Collection("PostgreSQL")]
public sealed class SessionFailuresOnPostgres(PostgresCluster cluster, ITestOutputHelper output)
    : SessionFailureTests(cluster, output);

/// <summary>
/// Storage fails once, at every call that the sessions of an account make in their life, in every way; a client repeats what was not answered.
/// Whatever fails, a token that a client was given works or the client is told to log in, a reuse is not honoured after the grace, and what was
/// ended stays so once that was answered.
/// </summary>
public abstract class SessionFailureTests
{
    private const string NewPassword = "Another-horse7";
    private static readonly TimeSpan Grace = new RefreshOptions().Grace;
    private readonly RegistrationCluster cluster;
    private readonly ITestOutputHelper output;

    protected SessionFailureTests(RegistrationCluster cluster, ITestOutputHelper output)
    {
        (this.cluster, this.output) = (cluster, output);
        cluster.Faults.Clear();
    }

    private enum Way
    {
        Before,
        ReplyLost,

        /// <summary>Lands before the client repeats.</summary>
        Late,

        /// <summary>Lands when the client has got its answer.</summary>
        VeryLate,
        ReadFails,
    }

    [Fact]
    public async Task A_storage_failure_anywhere_in_the_life_of_sessions_costs_a_repeat_and_revives_nothing()
    {
        await AccountAsync(); // one that stays, to be checked beside those that end
        var id = await AccountAsync();
        await LiveAsync(id, fault: null, default);
        var points = cluster
            .Faults.Log.Where(call => IsOf(call, id))
            .GroupBy(call => (call.Operation, call.GrainType))
            .SelectMany(calls =>
                Enumerable.Range(1, calls.Count()).Select(nth => (calls.Key.Operation, calls.Key.GrainType, nth))
            )
            .ToArray();
        Assert.Equal(17, points.Count(point => point is { Operation: StorageOperation.Write, GrainType: "session" }));
        foreach (var (operation, type, nth) in points)
        {
            foreach (
                var way in operation == StorageOperation.Read
                    ? [Way.ReadFails]
                    : new[] { Way.Before, Way.ReplyLost, Way.Late, Way.VeryLate }
            )
            {
                id = await AccountAsync();
                bool Matches(StorageCall call) =>
                    call.Operation == operation && call.GrainType == type && IsOf(call, id);
                var fault = way switch
                {
                    Way.Before => cluster.Faults.FailBefore(Matches, nth),
                    Way.ReplyLost => cluster.Faults.FailAfter(Matches, nth),
                    Way.ReadFails => cluster.Faults.FailRead(Matches, nth),
                    _ => cluster.Faults.FailNowLandLater(Matches, nth),
                };
                try
                {
                    await LiveAsync(id, fault, way);
                }
                catch (Exception e) when (e is Xunit.Sdk.XunitException)
                {
                    throw new InvalidOperationException($"{operation} {nth} of {type}, {way}: {e.Message}", e);
                }

                Assert.True(
                    fault.Struck.IsCompleted || operation == StorageOperation.Read,
                    $"{operation} {nth} of {type}, {way}: was never met"
                );
                await Invariants.CheckAsync(cluster);
                output.WriteLine($"{operation} {nth} of {type}, {way}");
            }
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_session_begun_with_the_old_password_while_it_is_changed_ends_with_it_though_storage_fails(
        bool mailed,
        bool late
    )
    {
        var id = await AccountAsync();
        var (user, sessions) = (cluster.Grains.GetUser(id), cluster.Grains.GetSessions(id));
        var token = MailToken.Parse(
            (await cluster.Grains.GetUserEffects(id).PrepareMailAsync(MailKind.PasswordReset))!.Token
        )!;
        var commit = cluster.Faults.Hold(call => call.GrainType == "user");
        var changing = ChangeAsync();
        await commit.Struck;
        var device = await sessions.OpenAsync("t0", null); // of a log-in that saw the old password
        var fault = late ? cluster.Faults.FailNowLandLater(IsSession) : cluster.Faults.FailBefore(IsSession);
        commit.Release();
        Assert.True(await changing);
        Assert.True(fault.Struck.IsCompleted);
        await Record.ExceptionAsync(fault.LandAsync);
        Assert.Equal(
            RefreshOutcome.Ended,
            (await RepeatedAsync(() => sessions.RefreshAsync(new(device.Id, "t0", null), "t1", null))).Outcome
        );
        await Invariants.CheckAsync(cluster);

        static bool IsSession(StorageCall call) => call.GrainType == "session";

        async Task<bool> ChangeAsync() =>
            mailed
                ? (await user.ResetPasswordAsync(token, NewPassword)).Outcome is MailTokenOutcome.Accepted
                : await user.ChangePasswordAsync(new(RegistrationCluster.Password, NewPassword), null)
                    is ChangeOutcome.Done;
    }

    [Fact]
    public async Task A_session_of_an_old_password_never_goes_on_and_that_which_changed_it_does_without_a_row_too()
    {
        var id = await AccountAsync();
        var (user, sessions) = (cluster.Grains.GetUser(id), cluster.Grains.GetSessions(id));
        Assert.Equal(
            ChangeOutcome.Done,
            await user.ChangePasswordAsync(new(RegistrationCluster.Password, NewPassword), id.Value)
        );
        var old = await sessions.OpenAsync("old0", null, generation: 0); // of a log-in that was checked long ago
        var now = await sessions.OpenAsync("new0", null, (await user.FindAsync())!.PasswordGeneration);
        Assert.Equal(
            new[] { id.Value, now.Id }.Order(),
            (await sessions.ListAsync())!.Sessions.Select(session => session.Id).Order()
        );
        Assert.Equal(
            RefreshOutcome.Ended,
            (await sessions.RefreshAsync(new(old.Id, "old0", null), "old1", null)).Outcome
        );
        Assert.Equal(
            RefreshOutcome.Refreshed,
            (await sessions.RefreshAsync(new(now.Id, "new0", null), "new1", null)).Outcome
        );
        Assert.Equal(
            RefreshOutcome.Refreshed,
            (await sessions.RefreshAsync(new(id.Value, "first", "first"), "first1", null)).Outcome
        );

        // And when storage let none be ended after the commit.
        cluster.Faults.Clear();
        var commit = cluster.Faults.Hold(call => call.GrainType == "user");
        var changing = user.ChangePasswordAsync(new(NewPassword, RegistrationCluster.Password), session: null);
        await commit.Struck;
        old = await sessions.OpenAsync("late0", null, generation: 1);
        for (var i = 1; i <= 3; i++)
        {
            cluster.Faults.FailBefore(call => call.GrainType == "session", i);
        }

        commit.Release();
        Assert.Equal(ChangeOutcome.Done, await changing);
        Assert.Equal(
            RefreshOutcome.Ended,
            (await RepeatedAsync(() => sessions.RefreshAsync(new(old.Id, "late0", null), "late1", null))).Outcome
        );
    }

    [Fact]
    public async Task Activation_by_mail_ends_every_session_of_before_also_one_that_begins_while_it_is_under_way()
    {
        var id = await AccountAsync();
        var (user, sessions) = (cluster.Grains.GetUser(id), cluster.Grains.GetSessions(id));
        var token = MailToken.Parse(
            (await cluster.Grains.GetUserEffects(id).PrepareMailAsync(MailKind.Activation))!.Token
        )!;
        var early = await sessions.OpenAsync("e0", null);
        var commit = cluster.Faults.Hold(call => call.GrainType == "user");
        var activating = user.ActivateAsync(token);
        await commit.Struck;
        var meanwhile = await sessions.OpenAsync("m0", null); // of a log-in that saw the account not activated
        commit.Release();
        var activated = await activating;
        Assert.Equal(MailTokenOutcome.Accepted, activated.Outcome);
        var owners = await sessions.OpenAsync("o0", null, activated.Account!.PasswordGeneration);
        Assert.Equal(owners.Id, Assert.Single((await sessions.ListAsync())!.Sessions).Id);
        Assert.Equal(
            RefreshOutcome.Ended,
            (await sessions.RefreshAsync(new(id.Value, "first", "first"), "first1", null)).Outcome
        );
        Assert.Equal(
            RefreshOutcome.Ended,
            (await sessions.RefreshAsync(new(early.Id, "e0", null), "e1", null)).Outcome
        );
        Assert.Equal(
            RefreshOutcome.Ended,
            (await sessions.RefreshAsync(new(meanwhile.Id, "m0", null), "m1", null)).Outcome
        );
        Assert.Equal(
            RefreshOutcome.Refreshed,
            (await sessions.RefreshAsync(new(owners.Id, "o0", null), "o1", null)).Outcome
        );
        await Invariants.CheckAsync(cluster);
    }

    [Fact]
    public async Task Activation_without_a_mail_ends_no_session()
    {
        var id = await AccountAsync();
        Assert.Equal(ChangeOutcome.Done, await cluster.Grains.GetUserEffects(id).ActivateAsync());
        Assert.Equal(
            RefreshOutcome.Refreshed,
            (await cluster.Grains.GetSessions(id).RefreshAsync(new(id.Value, "first", "first"), "first1", null)).Outcome
        );
    }

    [Fact]
    public async Task Wrong_passwords_are_counted_for_their_session_also_without_a_row_and_end_only_it()
    {
        foreach (var hasRow in (bool[])[false, true])
        {
            var id = await AccountAsync();
            var (user, sessions) = (cluster.Grains.GetUser(id), cluster.Grains.GetSessions(id));
            var other = await sessions.OpenAsync("o0", null);
            if (hasRow)
            {
                Assert.Equal(
                    RefreshOutcome.Refreshed,
                    (await sessions.RefreshAsync(new(id.Value, "first", "first"), "first1", null)).Outcome
                );
            }

            for (var i = 1; i <= 10; i++)
            {
                Assert.Contains(id.Value, (await sessions.ListAsync())!.Sessions.Select(session => session.Id));
                Assert.Equal(ChangeOutcome.WrongPassword, await user.EndAsync("wrong", id.Value));
            }

            Assert.Equal(ChangeOutcome.SessionEnded, await user.EndAsync(RegistrationCluster.Password, id.Value));
            Assert.Equal(other.Id, Assert.Single((await sessions.ListAsync())!.Sessions).Id);
            Assert.Equal(
                ChangeOutcome.Done,
                await user.ChangePasswordAsync(new(RegistrationCluster.Password, NewPassword), other.Id)
            );
            await Invariants.CheckAsync(cluster);
        }
    }

    [Fact]
    public async Task What_one_activation_ended_another_does_not_go_on_with_from_memory()
    {
        var id = await AccountAsync();
        await using var other = await cluster.StartClusterAsync(1);
        var (here, there) = (cluster.Grains.GetSessions(id), other.Client.GetSessions(id));
        var device = await there.OpenAsync("t0", null);
        Assert.Equal(
            RefreshOutcome.Refreshed,
            (await there.RefreshAsync(new(device.Id, "t0", null), "t1", null)).Outcome
        );
        Assert.True(await here.EndAsync(device.Id));
        await Assert.ThrowsAnyAsync<OrleansException>(() => there.RefreshAsync(new(device.Id, "t0", null), "t1", null)); // in the grace
        Assert.Equal(RefreshOutcome.Ended, (await there.RefreshAsync(new(device.Id, "t0", null), "t1", null)).Outcome);

        await there.EndAllAsync();
        device = await RepeatedAsync(() => here.OpenAsync("u0", null));
        await Assert.ThrowsAnyAsync<OrleansException>(() => there.EndAllAsync()); // where nothing is left, by what is remembered
        await there.EndAllAsync();
        Assert.Equal(
            RefreshOutcome.Ended,
            (await RepeatedAsync(() => here.RefreshAsync(new(device.Id, "u0", null), "u1", null))).Outcome
        );
    }

    [Fact]
    public async Task The_session_of_the_sign_up_is_one_of_the_bounded_number_though_it_has_no_row()
    {
        var id = await AccountAsync();
        var sessions = cluster.Grains.GetSessions(id);
        for (var i = 1; i < RefreshOptions.MaxFamilies; i++)
        {
            await sessions.OpenAsync($"t{i}", null);
        }

        Assert.Equal(RefreshOptions.MaxFamilies, (await sessions.ListAsync())!.Sessions.Length);
        await sessions.OpenAsync("last", null);
        Assert.Equal(RefreshOptions.MaxFamilies, (await sessions.ListAsync())!.Sessions.Length);
        Assert.Equal(
            RefreshOutcome.Ended,
            (await sessions.RefreshAsync(new(id.Value, "first", "first"), "next", null)).Outcome
        ); // used longest ago
        await Invariants.CheckAsync(cluster);
    }

    private static bool IsOf(StorageCall call, UserId id) =>
        call.GrainType is "session" or "user"
        && call.GrainId.ToString().EndsWith(id.ToString(), StringComparison.Ordinal);

    private async Task<UserId> AccountAsync()
    {
        var id = UserId.New(TimeProvider.System);
        Assert.Equal(SignUpOutcome.Created, (await cluster.RegisterAsync(RegistrationCluster.SignUp(), id)).Outcome);
        await cluster.SettleAsync();
        cluster.Faults.Clear();
        return id;
    }

    /// <summary>What a client does that gets no answer.</summary>
    private static async Task<T> RepeatedAsync<T>(Func<Task<T>> call)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (e is StorageUnavailableException or OrleansException && tries < 5)
            {
                // Not answered.
            }
        }
    }

    /// <summary>Sessions begin, go on and end in each way; each step is asked for until it is answered.</summary>
    private async Task LiveAsync(UserId id, StorageFault? fault, Way way)
    {
        var (user, sessions) = (cluster.Grains.GetUser(id), cluster.Grains.GetSessions(id));

        // The sign-up's own session, rotated twice; the same tokens again within the grace. A wrong password counts for it.
        await RefreshedAsync(id.Value, "first", "first1");
        await RefreshedAsync(id.Value, "first", "first1");
        await RefreshedAsync(id.Value, "first1", "first2");
        await RefreshedAsync(id.Value, "first", "first1");
        Assert.Equal(
            ChangeOutcome.WrongPassword,
            await AnsweredAsync(() => user.ChangePasswordAsync(new("wrong", NewPassword), id.Value))
        );

        // A log-in; a reuse after the grace ends it.
        var phone = (await AnsweredAsync(() => sessions.OpenAsync("phone", null))).Id;
        await RefreshedAsync(phone, "phone", "phone1");
        cluster.Clock.MoveOn(Grace + TimeSpan.FromSeconds(1));
        Assert.NotEqual(RefreshOutcome.Refreshed, await RefreshAsync(phone, "phone", "phone1"));
        await EndedAsync(phone, "phone1");

        // One is ended by its owner.
        var tablet = (await AnsweredAsync(() => sessions.OpenAsync("tablet", null))).Id;
        await AnsweredAsync(() => sessions.EndAsync(tablet));
        await EndedAsync(tablet, "tablet");

        // All others are ended, by hand and with a new password.
        var laptop = (await AnsweredAsync(() => sessions.OpenAsync("laptop", null))).Id;
        await AnsweredAsync(() => EndOthersAsync(id.Value));
        await EndedAsync(laptop, "laptop");
        laptop = (await AnsweredAsync(() => sessions.OpenAsync("laptop", null))).Id;
        await AnsweredAsync(
            () => user.ChangePasswordAsync(new(RegistrationCluster.Password, NewPassword), id.Value),
            answer => answer is ChangeOutcome.Done or ChangeOutcome.WrongPassword
        ); // the latter to a repeat of what was done
        await EndedAsync(laptop, "laptop");
        await RefreshedAsync(id.Value, "first2", "first3");

        // And with the account.
        await AnsweredAsync(
            () => user.EndAsync(NewPassword),
            answer => answer is ChangeOutcome.Done or ChangeOutcome.NoAccount
        );
        await EndedAsync(id.Value, "first3");
        await LandAsync();
        await cluster.SettleAsync(); // the outbox closes what a failure left open
        var late = await AnsweredAsync(() => sessions.OpenAsync("late", null));
        await EndedAsync(late.Id, "late");

        async Task<bool> EndOthersAsync(Guid but)
        {
            await sessions.EndAllAsync(but);
            return true;
        }

        async Task RefreshedAsync(Guid session, string token, string next) =>
            Assert.Equal(RefreshOutcome.Refreshed, await RefreshAsync(session, token, next));

        async Task EndedAsync(Guid session, string token)
        {
            for (var tries = 0; tries < 2; tries++)
            {
                Assert.Equal(RefreshOutcome.Ended, await RefreshAsync(session, token, $"{token}+"));
                await LandAsync();
            }
        }

        async Task<RefreshOutcome> RefreshAsync(Guid session, string token, string next) =>
            (
                await AnsweredAsync(() =>
                    sessions.RefreshAsync(new(session, token, session == id.Value ? "first" : null), next, null)
                )
            ).Outcome;

        async Task<T> AnsweredAsync<T>(Func<Task<T>> call, Func<T, bool>? isAnswer = null)
        {
            for (var tries = 0; ; tries++)
            {
                try
                {
                    var answer = await call();
                    if (isAnswer?.Invoke(answer) is not false)
                    {
                        if (way == Way.VeryLate)
                        {
                            await LandAsync();
                        }

                        return answer;
                    }
                }
                catch (Exception e) when (e is StorageUnavailableException or OrleansException)
                {
                    // Not answered.
                }

                Assert.True(tries < 5, "Not answered.");
                if (way == Way.Late)
                {
                    await LandAsync();
                }
            }
        }

        async Task LandAsync()
        {
            if (way is Way.Late or Way.VeryLate && fault!.Struck.IsCompleted)
            {
                await Record.ExceptionAsync(fault.LandAsync);
            }
        }
    }
}
