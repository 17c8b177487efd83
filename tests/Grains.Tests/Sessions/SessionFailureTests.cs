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
/// Storage fails once, at every call that the sessions of an account make in their life, in every way. A client repeats
/// what was not answered. Whatever fails, a token that a client received works or the client is told to log in. A reuse
/// after the grace period is refused. A session whose end was answered stays ended.
/// </summary>
public abstract class SessionFailureTests
{
    private readonly RegistrationCluster _cluster;
    private readonly ITestOutputHelper _output;

    protected SessionFailureTests(RegistrationCluster cluster, ITestOutputHelper output)
    {
        (_cluster, _output) = (cluster, output);
        cluster.Faults.Clear();
    }

    [Fact]
    public async Task A_storage_failure_anywhere_in_the_life_of_sessions_costs_a_repeat_and_revives_nothing()
    {
        await AccountAsync(); // this account stays, and is checked beside those that end
        var id = await AccountAsync();
        await new SessionLife(_cluster, id, fault: null, default).LiveAsync();
        var points = _cluster
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
                    ? [SessionLife.Way.ReadFails]
                    : new[]
                    {
                        SessionLife.Way.Before,
                        SessionLife.Way.ReplyLost,
                        SessionLife.Way.Late,
                        SessionLife.Way.VeryLate,
                    }
            )
            {
                id = await AccountAsync();
                bool Matches(StorageCall call) =>
                    call.Operation == operation && call.GrainType == type && IsOf(call, id);
                var fault = way switch
                {
                    SessionLife.Way.Before => _cluster.Faults.FailBefore(Matches, nth),
                    SessionLife.Way.ReplyLost => _cluster.Faults.FailAfter(Matches, nth),
                    SessionLife.Way.ReadFails => _cluster.Faults.FailRead(Matches, nth),
                    _ => _cluster.Faults.FailNowLandLater(Matches, nth),
                };
                try
                {
                    await new SessionLife(_cluster, id, fault, way).LiveAsync();
                }
                catch (Exception e) when (e is Xunit.Sdk.XunitException)
                {
                    throw new InvalidOperationException($"{operation} {nth} of {type}, {way}: {e.Message}", e);
                }

                Assert.True(
                    fault.Struck.IsCompleted || operation == StorageOperation.Read,
                    $"{operation} {nth} of {type}, {way}: was never met"
                );
                await Invariants.CheckAsync(_cluster);
                _output.WriteLine($"{operation} {nth} of {type}, {way}");
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
        var (user, sessions) = (_cluster.Grains.GetUser(id), _cluster.Grains.GetSessions(id));
        var token = MailToken.Parse(
            (await _cluster.Grains.GetUserEffects(id).PrepareMailAsync(MailKind.PasswordReset))!.Token
        )!;
        var commit = _cluster.Faults.Hold(call => call.GrainType == "user");
        var changing = ChangeAsync();
        await commit.Struck;
        var device = await sessions.OpenAsync("t0", null); // of a log-in that saw the old password
        var fault = late ? _cluster.Faults.FailNowLandLater(IsSession) : _cluster.Faults.FailBefore(IsSession);
        commit.Release();
        Assert.True(await changing);
        Assert.True(fault.Struck.IsCompleted);
        await Record.ExceptionAsync(fault.LandAsync);
        Assert.Equal(
            RefreshOutcome.Ended,
            (await RepeatedAsync(() => sessions.RefreshAsync(new(device.Id, "t0", null), "t1", null))).Outcome
        );
        await Invariants.CheckAsync(_cluster);

        static bool IsSession(StorageCall call) => call.GrainType == "session";

        async Task<bool> ChangeAsync() =>
            mailed
                ? (await user.ResetPasswordAsync(token, SessionLife.NewPassword)).Outcome is MailTokenOutcome.Accepted
                : await user.ChangePasswordAsync(new(RegistrationCluster.Password, SessionLife.NewPassword), null)
                    is ChangeOutcome.Done;
    }

    [Fact]
    public async Task A_session_of_an_old_password_never_goes_on_and_that_which_changed_it_does_without_a_row_too()
    {
        var id = await AccountAsync();
        var (user, sessions) = (_cluster.Grains.GetUser(id), _cluster.Grains.GetSessions(id));
        Assert.Equal(
            ChangeOutcome.Done,
            await user.ChangePasswordAsync(new(RegistrationCluster.Password, SessionLife.NewPassword), id.Value)
        );
        // of a log-in that was checked before the change
        var old = await sessions.OpenAsync("old0", null, generation: 0);
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

        // The same when storage let no session be ended after the commit.
        _cluster.Faults.Clear();
        var commit = _cluster.Faults.Hold(call => call.GrainType == "user");
        var changing = user.ChangePasswordAsync(
            new(SessionLife.NewPassword, RegistrationCluster.Password),
            session: null
        );
        await commit.Struck;
        old = await sessions.OpenAsync("late0", null, generation: 1);
        for (var i = 1; i <= 3; i++)
        {
            _cluster.Faults.FailBefore(call => call.GrainType == "session", i);
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
        var (user, sessions) = (_cluster.Grains.GetUser(id), _cluster.Grains.GetSessions(id));
        var token = MailToken.Parse(
            (await _cluster.Grains.GetUserEffects(id).PrepareMailAsync(MailKind.Activation))!.Token
        )!;
        var early = await sessions.OpenAsync("e0", null);
        var commit = _cluster.Faults.Hold(call => call.GrainType == "user");
        var activating = user.ActivateAsync(token);
        await commit.Struck;
        var meanwhile = await sessions.OpenAsync("m0", null); // of a log-in that saw the account before its activation
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
        await Invariants.CheckAsync(_cluster);
    }

    [Fact]
    public async Task Activation_without_a_mail_ends_no_session()
    {
        var id = await AccountAsync();
        Assert.Equal(ChangeOutcome.Done, await _cluster.Grains.GetUserEffects(id).ActivateAsync());
        Assert.Equal(
            RefreshOutcome.Refreshed,
            (
                await _cluster.Grains.GetSessions(id).RefreshAsync(new(id.Value, "first", "first"), "first1", null)
            ).Outcome
        );
    }

    [Fact]
    public async Task Wrong_passwords_are_counted_for_their_session_also_without_a_row_and_end_only_it()
    {
        foreach (var hasRow in (bool[])[false, true])
        {
            var id = await AccountAsync();
            var (user, sessions) = (_cluster.Grains.GetUser(id), _cluster.Grains.GetSessions(id));
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
                await user.ChangePasswordAsync(new(RegistrationCluster.Password, SessionLife.NewPassword), other.Id)
            );
            await Invariants.CheckAsync(_cluster);
        }
    }

    [Fact]
    public async Task Sessions_that_one_activation_ended_do_not_go_on_in_the_memory_of_another()
    {
        var id = await AccountAsync();
        await using var other = await _cluster.StartClusterAsync(1);
        var (here, there) = (_cluster.Grains.GetSessions(id), other.Client.GetSessions(id));
        var device = await there.OpenAsync("t0", null);
        Assert.Equal(
            RefreshOutcome.Refreshed,
            (await there.RefreshAsync(new(device.Id, "t0", null), "t1", null)).Outcome
        );
        Assert.True(await here.EndAsync(device.Id));
        // In the grace period:
        await Assert.ThrowsAnyAsync<OrleansException>(() => there.RefreshAsync(new(device.Id, "t0", null), "t1", null));
        Assert.Equal(RefreshOutcome.Ended, (await there.RefreshAsync(new(device.Id, "t0", null), "t1", null)).Outcome);

        await there.EndAllAsync();
        device = await RepeatedAsync(() => here.OpenAsync("u0", null));
        // Nothing is left, and the memory of the activation decides:
        await Assert.ThrowsAnyAsync<OrleansException>(() => there.EndAllAsync());
        await there.EndAllAsync();
        Assert.Equal(
            RefreshOutcome.Ended,
            (await RepeatedAsync(() => here.RefreshAsync(new(device.Id, "u0", null), "u1", null))).Outcome
        );
    }

    [Fact]
    public async Task A_repeat_of_a_log_in_whose_reply_was_lost_begins_no_second_session()
    {
        var id = await AccountAsync();
        var sessions = _cluster.Grains.GetSessions(id);
        var fault = _cluster.Faults.FailAfter(call => call.GrainType == "session");
        await Assert.ThrowsAnyAsync<Exception>(() => sessions.OpenAsync("t0", null));
        Assert.True(fault.Struck.IsCompleted);
        var repeats = await Task.WhenAll(RepeatedAsync(Open), RepeatedAsync(Open));
        Assert.Equal(repeats[0].Id, repeats[1].Id);
        Assert.Equal(
            new[] { id.Value, repeats[0].Id }.Order(),
            (await sessions.ListAsync())!.Sessions.Select(session => session.Id).Order()
        );

        Task<Session> Open() => sessions.OpenAsync("t0", null);
    }

    [Fact]
    public async Task The_session_of_the_sign_up_is_one_of_the_bounded_number_though_it_has_no_row()
    {
        var id = await AccountAsync();
        var sessions = _cluster.Grains.GetSessions(id);
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
        ); // this session was used longest ago
        await Invariants.CheckAsync(_cluster);
    }

    private static bool IsOf(StorageCall call, UserId id) =>
        call.GrainType is "session" or "user"
        && call.GrainId.ToString().EndsWith(id.ToString(), StringComparison.Ordinal);

    private async Task<UserId> AccountAsync()
    {
        var id = UserId.New(TimeProvider.System);
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(RegistrationCluster.SignUp(), id)).Outcome);
        await _cluster.SettleAsync();
        _cluster.Faults.Clear();
        return id;
    }

    /// <summary>Repeats a call until it is answered, as a client does.</summary>
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
                // No answer.
            }
        }
    }
}
