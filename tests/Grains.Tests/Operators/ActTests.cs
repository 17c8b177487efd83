using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansRegistration.Administrators;
using OrleansRegistration.ApiKeys;
using OrleansRegistration.Audit;
using OrleansRegistration.Fsck;
using OrleansRegistration.Names;
using OrleansRegistration.Operators;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class ActsOnSqlite(SqliteCluster cluster) : ActTests(cluster);

[Collection("PostgreSQL")]
public sealed class ActsOnPostgres(PostgresCluster cluster) : ActTests(cluster);

[Collection("Two databases")]
public sealed class ActsOnTwoDatabases(SpreadCluster cluster) : ActTests(cluster);

/// <summary>Acts of operators, each in the audit log once, whatever races or fails.</summary>
public abstract class ActTests
{
    private readonly RegistrationCluster _cluster;

    protected ActTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    private IServiceProvider Services => _cluster.Silo.Silos[0].ServiceProvider;

    [Fact]
    public async Task Acts_of_two_clusters_that_race_are_all_in_the_log_without_a_gap()
    {
        var id = await ActiveAsync();
        await using var other = await _cluster.StartClusterAsync(1);
        var done = 0;
        await Task.WhenAll(
            new IGrainFactory[] { _cluster.Grains, other.Client }.SelectMany(grains =>
                Enumerable.Range(0, 10).Select(number => ActAsync(grains, number))
            )
        );
        var entries = await EntriesAsync(id);
        Assert.Equal(Enumerable.Range(1, done).Reverse(), entries.Select(entry => entry.Number));
        Assert.True(done > 2, $"{done} acts");
        await IsSoundAsync(id);

        async Task ActAsync(IGrainFactory grains, int number)
        {
            var outcome = await (
                number % 2 == 0
                    ? grains.GetUserAdministration(id).EndSessionsAsync(Acts.New())
                    : grains.GetUser(id).SetDisabledAsync(number % 4 == 1, Acts.New())
            );
            Assert.True(
                outcome is ChangeOutcome.Done or ChangeOutcome.Unchanged or ChangeOutcome.Failed,
                outcome.ToString()
            );
            if (outcome is ChangeOutcome.Done)
            {
                Interlocked.Increment(ref done);
            }
        }
    }

    [Fact]
    public async Task Repeat_of_an_act_changes_nothing()
    {
        var id = await ActiveAsync();
        var user = _cluster.Grains.GetUserAdministration(id);
        var act = Acts.New("because");
        Assert.Equal(ChangeOutcome.Done, await user.EndSessionsAsync(act));
        Assert.Equal(ChangeOutcome.Unchanged, await user.EndSessionsAsync(act));
        var end = Acts.New();
        Assert.Equal(ChangeOutcome.Done, await user.EndAsync(end));
        Assert.Equal(ChangeOutcome.Unchanged, await user.EndAsync(end));
        Assert.Equal(ChangeOutcome.Ended, await user.EndAsync(Acts.New()));
        Assert.Equal(ChangeOutcome.NoAccount, await _cluster.Grains.GetUserAdministration(NewId()).EndAsync(end));
        Assert.Null(await _cluster.Grains.GetUserAdministration(NewId()).DescribeAsync());
        var entries = await EntriesAsync(id);
        Assert.Equal(["user.end", "user.end_sessions"], entries.Select(entry => entry.Kind));
        Assert.Equal("because", entries[1].Reason);
        await IsSoundAsync(id);
    }

    [Fact]
    public async Task Act_of_unknown_outcome_is_settled_and_is_in_the_log_if_it_landed()
    {
        foreach (var way in StorageFailures.OfWrites)
        {
            var id = await ActiveAsync();
            var act = Acts.New();
            var fault = _cluster.Faults.Fail(way, call => call.GrainId.Key.ToString() == id.GrainKey, nth: 1);
            var outcome = await _cluster.Grains.GetUser(id).SetDisabledAsync(true, act);
            Assert.True(fault.Struck.IsCompleted);
            if (way is StorageFailure.Late)
            {
                await Record.ExceptionAsync(fault.LandAsync); // it may conflict
            }

            Assert.True(outcome is ChangeOutcome.Done or ChangeOutcome.Failed, $"{way}: {outcome}");
            Assert.Equal(outcome is ChangeOutcome.Done ? 1 : 0, (await EntriesAsync(id)).Count);
            var repeated = await _cluster.Grains.GetUser(id).SetDisabledAsync(true, act);
            Assert.True(repeated is ChangeOutcome.Done or ChangeOutcome.Unchanged, $"{way}: {repeated}");
            Assert.Single(await EntriesAsync(id));
            await IsSoundAsync(id);
        }
    }

    [Fact]
    public async Task Sessions_that_are_ended_at_once_have_an_entry_each()
    {
        var id = await ActiveAsync();
        var sessions = _cluster.Grains.GetSessions(id);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(number => sessions.OpenAsync($"hash {number}", null)));
        var open = (await sessions.ListAsync())!.Sessions;
        var ended = await Task.WhenAll(
            open.Select(session => sessions.EndAsync(session.Id, Acts.New()))
                .Append(sessions.EndAsync(Guid.NewGuid(), Acts.New()))
        );
        Assert.Equal(open.Length, ended.Count(isDone => isDone));
        Assert.Empty((await sessions.ListAsync())!.Sessions);
        var entries = await EntriesAsync(id);
        Assert.Equal(Enumerable.Range(1, open.Length).Reverse(), entries.Select(entry => entry.Number));
        Assert.Equal(open.Length, entries.DistinctBy(entry => entry.Data["session"]).Count());
        Assert.Equal(ChangeOutcome.Done, await _cluster.Grains.GetUserAdministration(id).EndAsync(Acts.New()));
        await IsSoundAsync(id); // closed sessions keep their act
    }

    [Fact]
    public async Task Wrong_passwords_before_a_drastic_act_end_the_session_and_not_the_account()
    {
        var id = await ActiveAsync();
        var user = _cluster.Grains.GetUser(id);
        Assert.Null(await user.ConfirmPasswordAsync(RegistrationCluster.Password, id.Value));
        ChangeOutcome? outcome;
        for (
            var tries = 0;
            (outcome = await user.ConfirmPasswordAsync("wrong-horse7", id.Value)) is ChangeOutcome.WrongPassword;
            tries++
        )
        {
            Assert.True(tries < 100);
        }

        Assert.Equal(ChangeOutcome.SessionEnded, outcome);
        Assert.Equal(
            ChangeOutcome.SessionEnded,
            await user.ConfirmPasswordAsync(RegistrationCluster.Password, id.Value)
        );
        Assert.NotNull(await user.FindAsync());
        Assert.Equal(
            ChangeOutcome.NoAccount,
            await _cluster.Grains.GetUser(NewId()).ConfirmPasswordAsync("x", default)
        );
    }

    [Fact]
    public async Task Command_grants_beside_a_grain_that_remembers_the_account_and_writes_it()
    {
        var id = await ActiveAsync();
        var user = _cluster.Grains.GetUser(id);
        Assert.Equal(Role.User, await user.GetRoleAsync());
        using var store = await OpenStore.OpenAsync(
            Services.GetRequiredService<IOptions<StorageOptions>>(),
            RegistrationCluster.ServiceId,
            NullLoggerFactory.Instance,
            TestContext.Current.CancellationToken
        );
        var rows = new AdministratorRows(store, RegistrationCluster.ServiceId, _cluster.Clock);
        var granted = rows.SetRoleAsync($"{id}", Role.Admin, Acts.New("first"));
        for (var i = 0; !granted.IsCompleted; i++)
        {
            Assert.Equal(NameProblem.None, Nickname.TryParse($"nick{RegistrationCluster.Fresh()}", out var nickname));
            await user.RenameAsync(nickname!);
        }

        Assert.Equal((id, true), await granted);
        Assert.Equal(Role.Admin, await user.GetRoleAsync());
        Assert.Equal(ChangeOutcome.Done, await user.SetDisabledAsync(true, Acts.New()));
        Assert.Null(await user.GetRoleAsync());
        Assert.Contains(id, await ListAsync());
        Assert.Equal((id, true), await rows.SetRoleAsync($"{id}", Role.User, Acts.New()));
        Assert.DoesNotContain(id, await ListAsync());
        Assert.Equal(["user.role", "user.disable", "user.role"], (await EntriesAsync(id)).Select(entry => entry.Kind));
        await IsSoundAsync(id);

        async Task<List<UserId>> ListAsync()
        {
            var found = new List<UserId>();
            await foreach (var (admin, _) in rows.ListAsync(TestContext.Current.CancellationToken))
            {
                found.Add(admin);
            }

            return found;
        }
    }

    [Fact]
    public async Task Revoked_key_is_refused_at_once_by_every_activation_and_an_expired_one_in_time()
    {
        await using var other = await _cluster.StartClusterAsync(1);
        var (keys, others) = (_cluster.Grains.GetApiKeys(), other.Client.GetApiKeys());
        var key = NewKey(TimeSpan.FromDays(1));
        var act = Acts.New("shop");
        Assert.Equal(ApiKeyOutcome.Done, (await keys.MakeAsync(key, act)).Outcome);
        Assert.Equal(ApiKeyOutcome.Done, (await keys.MakeAsync(key, act)).Outcome); // a repeat
        Assert.Equal([Scope.CodesRead], (await others.FindAsync(key.Id, key.SecretHash))!.Scopes);
        Assert.NotNull(await keys.FindAsync(key.Id, key.SecretHash));
        Assert.Null(await keys.FindAsync(key.Id, new('B', 43)));
        Assert.Null(await keys.FindAsync("0000000000000000", key.SecretHash));
        Assert.Equal(ApiKeyOutcome.Done, await keys.RevokeAsync(key.Id, Acts.New()));
        Assert.Null(await others.FindAsync(key.Id, key.SecretHash));
        Assert.Null(await keys.FindAsync(key.Id, key.SecretHash));
        Assert.Equal(ApiKeyOutcome.NotFound, await keys.RevokeAsync("0000000000000000", Acts.New()));

        var brief = NewKey(TimeSpan.FromMinutes(1));
        Assert.Equal(ApiKeyOutcome.Done, (await keys.MakeAsync(brief, Acts.New())).Outcome);
        Assert.NotNull(await keys.FindAsync(brief.Id, brief.SecretHash));
        _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
        Assert.Null(await keys.FindAsync(brief.Id, brief.SecretHash));
        var kinds = (await EntriesOfAsync(GrainKeys.ApiKeys)).Where(entry => entry.Data["key"] == key.Id);
        Assert.Equal(["apikey.revoke", "apikey.make"], kinds.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task Keys_made_at_once_are_all_kept_and_dead_ones_make_room()
    {
        var keys = _cluster.Grains.GetApiKeys();
        var made = new List<NewApiKey>();
        while (
            (await keys.ListAsync()).Count(key => key.RevokedAt is null && key.ExpiresAt > _cluster.Clock.GetUtcNow())
            < ApiKey.MaxKeys
        )
        {
            var key = NewKey(TimeSpan.FromDays(100));
            Assert.Equal(ApiKeyOutcome.Done, (await keys.MakeAsync(key, Acts.New())).Outcome);
            made.Add(key);
        }

        Assert.Equal(
            ApiKeyOutcome.LimitReached,
            (await keys.MakeAsync(NewKey(TimeSpan.FromDays(1)), Acts.New())).Outcome
        );
        foreach (var key in made)
        {
            Assert.Equal(ApiKeyOutcome.Done, await keys.RevokeAsync(key.Id, Acts.New()));
        }

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => keys.MakeAsync(NewKey(TimeSpan.FromMinutes(1)), Acts.New()))
        );
        Assert.All(outcomes, result => Assert.Equal(ApiKeyOutcome.Done, result.Outcome));
        var listed = await keys.ListAsync();
        Assert.Equal(ApiKey.MaxKeys, listed.Length);
        Assert.All(outcomes, result => Assert.Contains(listed, key => key.Id == result.Key!.Id));
        var numbers = (await EntriesOfAsync(GrainKeys.ApiKeys)).Select(entry => entry.Number).ToArray();
        Assert.Equal(Enumerable.Range(1, numbers.Length).Reverse(), numbers);
    }

    private static UserId NewId() => UserId.New(TimeProvider.System);

    private NewApiKey NewKey(TimeSpan life) =>
        new(
            Guid.NewGuid().ToString("N")[..16],
            "shop",
            [Scope.CodesRead],
            Services.GetRequiredService<ServiceClock>().Now + life,
            new('A', 43)
        );

    private async Task<UserId> ActiveAsync()
    {
        var account = (await _cluster.RegisterAsync(RegistrationCluster.SignUp())).Account!;
        Assert.Equal(ChangeOutcome.Done, await _cluster.Grains.GetUserEffects(account.Id).ActivateAsync());
        return account.Id;
    }

    /// <summary>The entries of a user and its sessions, read in pages of three, the newest first.</summary>
    private Task<List<AuditEntry>> EntriesAsync(UserId id) => EntriesOfAsync(id.GrainKey, GrainKeys.ForSession(id));

    private async Task<List<AuditEntry>> EntriesOfAsync(params string[] subjects)
    {
        var entries = new List<AuditEntry>();
        AuditPosition? after = null;
        while (true)
        {
            var page = await _cluster
                .Grains.GetAuditLog()
                .ReadAsync(new([.. subjects], null, null, null, null, after, 3));
            entries.AddRange(page);
            if (page.Length < 3)
            {
                return entries;
            }

            after = new(page[^1].At, page[^1].Subject, page[^1].Number);
        }
    }

    private async Task IsSoundAsync(UserId id)
    {
        var breaches = new List<string>();
        await StoreCheck.RunAsync(
            Services.GetRequiredService<RegistrationStore>(),
            RegistrationCluster.ServiceId,
            _cluster.Clock,
            limitsWereLowered: false,
            breach => breaches.Add(breach.ToLine()),
            TestContext.Current.CancellationToken
        );
        Assert.DoesNotContain(
            breaches,
            line =>
                line.StartsWith("Audit", StringComparison.Ordinal)
                || line.Contains(id.ToString(), StringComparison.Ordinal)
        );
    }
}
