using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Fsck;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Storage;
using OrleansRegistration.Tree;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class ReadModelOnSqlite(SqliteCluster cluster) : ReadModelTests(cluster);

[Collection("PostgreSQL")]
public sealed class ReadModelOnPostgres(PostgresCluster cluster) : ReadModelTests(cluster);

[Collection("Two databases")]
public sealed class ReadModelOnTwoDatabases(SpreadCluster cluster) : ReadModelTests(cluster);

[Collection("PostgreSQL, AdoNet")]
public sealed class ReadModelOnPostgresByAdoNet(PostgresAdoNetCluster cluster) : ReadModelTests(cluster);

/// <summary>The read model follows the records, and <c>fsck</c> sees where it does not.</summary>
public abstract class ReadModelTests
{
    private readonly RegistrationCluster _cluster;

    protected ReadModelTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private RegistrationStore Store => _cluster.Silo.Silos[0].ServiceProvider.GetRequiredService<RegistrationStore>();

    private Projector Projector => _cluster.Silo.Silos[0].ServiceProvider.GetRequiredService<Projector>();

    [Fact]
    public async Task Accounts_codes_and_the_tree_are_as_the_records_say_also_when_made_anew()
    {
        var root = await _cluster.InviterAsync();
        var child = await InviteAsync(root);
        var grandchildren = new List<Account>();
        for (var i = 0; i < 3; i++)
        {
            grandchildren.Add(await InviteAsync(child));
        }

        Assert.Equal(NameProblem.None, Nickname.TryParse($"new {RegistrationCluster.Fresh()}", out var nickname));
        Assert.Equal(ChangeOutcome.Done, await _cluster.Grains.GetUser(child.Id).RenameAsync(nickname!));
        Assert.Equal(ChangeOutcome.Done, await _cluster.Grains.GetUserEffects(child.Id).ActivateAsync());
        var gone = grandchildren[0].Id;
        Assert.Equal(ChangeOutcome.Done, await _cluster.Grains.GetUser(gone).EndAsync(RegistrationCluster.Password));

        await CheckAsync();
        await Projector.EmptyAsync(Cancel);
        await CheckAsync();

        async Task CheckAsync()
        {
            await CaughtUpAsync();
            await Invariants.CheckAsync(_cluster);
            var persons = await PersonsAsync();
            var found = persons[child.Id.Value];
            Assert.Equal(
                (nickname!.Value, true, root.Id.Value),
                (found.Person.Nickname, found.Person.Active, found.Person.Inviter!.Value)
            );
            Assert.NotNull(found.Person.ActivatedAt);
            Assert.Equal((3, 3), (found.Invited, found.Subtree));
            Assert.Equal((1, 4), (persons[root.Id.Value].Invited, persons[root.Id.Value].Subtree));
            var ended = persons[gone.Value].Person;
            Assert.Equal((true, null, null, null), (ended.Ended, ended.Username, ended.NicknameKey, ended.Email));
            Assert.Equal(child.Id.Value, ended.Inviter);
            Assert.NotNull(ended.EndedAt);
        }
    }

    [Fact]
    public async Task Account_is_moved_with_all_below_it_and_never_under_itself()
    {
        var root = await _cluster.InviterAsync();
        var left = await InviteAsync(root);
        var right = await InviteAsync(root);
        var moved = await InviteAsync(left);
        var below = await InviteAsync(moved);
        await CaughtUpAsync();

        Assert.Equal(MoveOutcome.Done, await MoveAsync(moved, right));
        Assert.Equal(MoveOutcome.Unchanged, await MoveAsync(moved, right));
        Assert.Equal(MoveOutcome.Circle, await MoveAsync(moved, below));
        Assert.Equal(MoveOutcome.Circle, await MoveAsync(root, below));
        Assert.Equal(MoveOutcome.Circle, await MoveAsync(moved, moved));
        var nobody = UserId.New(TimeProvider.System);
        Assert.Equal(MoveOutcome.NoInviter, await Tree.MoveAsync(moved.Id, nobody, Acts.New()));
        Assert.Equal(MoveOutcome.NoAccount, await Tree.MoveAsync(nobody, root.Id, Acts.New()));
        await InviteAsync(moved);

        await CaughtUpAsync();
        await Invariants.CheckAsync(_cluster);
        var persons = await PersonsAsync();
        Assert.Equal((0, 0), Counts(left));
        Assert.Equal((1, 3), Counts(right));
        Assert.Equal((2, 2), Counts(moved));
        Assert.Equal((2, 5), Counts(root));

        (long, long) Counts(Account account) => (persons[account.Id.Value].Invited, persons[account.Id.Value].Subtree);
    }

    [Fact]
    public async Task Grain_that_reads_the_read_model_can_answer_meanwhile()
    {
        var grain = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var reader = await Task
            .Factory.StartNew(
                () =>
                    ReadModelConnection.UseAsync(
                        Store,
                        RegistrationCluster.ServiceId,
                        _ => Task.FromResult(TaskScheduler.Current)
                    ),
                Cancel,
                TaskCreationOptions.None,
                grain
            )
            .Unwrap();
        Assert.NotSame(grain, reader);
    }

    [Fact]
    public async Task Read_model_that_is_made_anew_remembers_which_codes_were_told_to_be_exhausted()
    {
        var inviter = await _cluster.InviterAsync(limit: 1);
        await InviteAsync(inviter);
        await CaughtUpAsync();
        Assert.Equal([(1, 1)], await CodeAsync());
        await Projector.EmptyAsync(Cancel);
        Assert.Equal(1, Assert.Single(await CodeAsync()).Exhausted);
        await CaughtUpAsync();
        Assert.Equal([(1, 1)], await CodeAsync());
        await Invariants.CheckAsync(_cluster);

        async Task<List<(long Registered, long? Exhausted)>> CodeAsync()
        {
            await using var connection = await ReadModelConnection.OpenAsync(
                Store,
                RegistrationCluster.ServiceId,
                Cancel
            );
            return await connection.ReadAsync(
                "select registered, exhausted_limit from code where service_id = @service and code = @code",
                row => (row.GetInt64(0), row.IsDBNull(1) ? (long?)null : row.GetInt64(1)),
                Cancel,
                ("code", inviter.InvitationCode.Value)
            );
        }
    }

    [Fact]
    public async Task Acts_on_a_code_that_race_with_sign_ups_are_all_in_the_audit_log()
    {
        var inviter = await _cluster.InviterAsync();
        var code = _cluster.Grains.GetCode(inviter.InvitationCode);
        var acts = Enumerable
            .Range(1, 8)
            .Select(number => code.ChangeAsync(new(Limit: new(1000 + number)), Acts.New()));
        var signUps = Enumerable.Range(0, 8).Select(_ => InviteAsync(inviter));
        await Task.WhenAll(acts.Append(Task.WhenAll(signUps).ContinueWith(_ => true, TaskScheduler.Default)));
        await Invariants.CheckAsync(_cluster); // compares the numbers of acts with the audit log
    }

    [Fact]
    public async Task Moves_that_race_make_no_circle()
    {
        var root = await _cluster.InviterAsync();
        var accounts = new List<Account>();
        for (var i = 0; i < 4; i++)
        {
            accounts.Add(await InviteAsync(root));
        }

        var moves =
            from one in accounts
            from other in accounts
            where one != other
            select Task.Run(() => MoveAsync(one, other), Cancel);
        var outcomes = await Task.WhenAll(moves);
        Assert.Contains(MoveOutcome.Done, outcomes);
        Assert.Contains(MoveOutcome.Circle, outcomes);
        await CaughtUpAsync();
        await Invariants.CheckAsync(_cluster);
    }

    [Theory]
    [InlineData("update person set nickname = 'somebody' where user_id = @id", "says something else")]
    [InlineData("update person set invited = invited + 1 where user_id = @id", "counts other invitees")]
    [InlineData("update person set subtree = subtree - 1 where user_id = @id", "counts other invitees")]
    [InlineData("update person set inviter = @id where user_id = @id", "names another inviter")]
    [InlineData("delete from person where user_id = @id", "missing from the read model")]
    [InlineData("update code set registered = registered + 1 where owner = @id", "counts other accounts of a code")]
    [InlineData("update code set set_limit = 5 where owner = @id", "says something else of a code")]
    [InlineData("update code set code = 'NOSUCHCODE' where owner = @id", "belongs to no record")]
    [InlineData("delete from code where owner = @id", "a code is missing")]
    public async Task Fsck_sees_what_differs(string change, string breach)
    {
        var inviter = await InviteAsync(await _cluster.InviterAsync());
        await InviteAsync(inviter);
        try
        {
            List<string> found;
            var tries = 0;
            do
            {
                await CaughtUpAsync();
                await ChangeAsync(change, inviter.Id);
                found = [];
                await StoreCheck.RunAsync(
                    Store,
                    RegistrationCluster.ServiceId,
                    _cluster.Clock,
                    limitsWereLowered: false,
                    one => found.Add(one.ToLine()),
                    Cancel
                );
            } while (++tries < 10 && !found.Any(IsExpected)); // a late write of a sign-up brings its row back
            Assert.Contains(found, IsExpected);
        }
        finally
        {
            await Projector.EmptyAsync(Cancel);
        }

        bool IsExpected(string line) => line.Contains(breach, StringComparison.Ordinal);
    }

    private ITreeGrain Tree => _cluster.Grains.GetTree();

    private Task<MoveOutcome> MoveAsync(Account account, Account inviter) =>
        Tree.MoveAsync(account.Id, inviter.Id, Acts.New());

    private async Task<Account> InviteAsync(Account inviter)
    {
        var result = await _cluster.RegisterAsync(RegistrationCluster.SignUp(inviter.InvitationCode));
        Assert.Equal(SignUpOutcome.Created, result.Outcome);
        return result.Account!;
    }

    private async Task CaughtUpAsync()
    {
        for (var number = 0; number < Store.Databases.Length; number++)
        {
            for (var tries = 0; await Projector.HasChangesAsync(number, Cancel); tries++)
            {
                Assert.True(tries < 3000, "The read model does not catch up.");
                await Task.Delay(20, Cancel);
            }
        }
    }

    private async Task<Dictionary<Guid, (PersonRow Person, long Invited, long Subtree)>> PersonsAsync()
    {
        var persons = new Dictionary<Guid, (PersonRow, long, long)>();
        await using var snapshot = await StoreSnapshot.OpenAsync(
            Store.Databases[0],
            RegistrationCluster.ServiceId,
            Cancel
        );
        await foreach (var row in snapshot.PersonsAsync(Cancel))
        {
            persons.Add(row.Person.UserId, row);
        }

        return persons;
    }

    private async Task ChangeAsync(string change, UserId id)
    {
        await using var connection = await ReadModelConnection.OpenAsync(Store, RegistrationCluster.ServiceId, Cancel);
        Assert.Equal(1, await connection.RunAsync(change, Cancel, ("id", id.Value)));
    }
}
