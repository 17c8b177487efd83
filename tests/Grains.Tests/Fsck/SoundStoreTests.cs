using OrleansRegistration.Sessions;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class SoundStoreOnSqlite(SqliteMailCluster cluster)
    : SoundStoreTests(cluster),
        IClassFixture<SqliteMailCluster>;

public sealed class SoundStoreOnPostgres(PostgresMailCluster cluster)
    : SoundStoreTests(cluster),
        IClassFixture<PostgresMailCluster>;

/// <summary><c>fsck</c> finds no fault in the snapshots of a service at work.</summary>
public abstract class SoundStoreTests(RegistrationCluster cluster)
{
    private const int Accounts = 60;

    [Fact]
    public async Task A_store_is_sound_at_every_moment_while_accounts_come_and_change_and_end_and_mails_are_sent()
    {
        cluster.Faults.Clear();
        var inviter = await cluster.InviterAsync();
        var living = Task.WhenAll(Enumerable.Range(0, Accounts).Select(LiveAsync));
        var checks = 0;
        for (; !living.IsCompleted; checks++)
        {
            await Invariants.CheckAsync(cluster);
        }

        await living;
        Assert.True(checks > 0);
        await cluster.SettleAsync(inviter.InvitationCode);
        Assert.Equal(Accounts, (await cluster.Grains.GetUser(inviter.Id).GetAsync())!.Registered);
        await Invariants.CheckAsync(cluster, inviter.InvitationCode);

        async Task LiveAsync(int number)
        {
            var id = UserId.New(TimeProvider.System);
            var (user, sessions) = (cluster.Grains.GetUser(id), cluster.Grains.GetSessions(id));
            Assert.Equal(
                SignUpOutcome.Created,
                (await cluster.RegisterAsync(RegistrationCluster.SignUp(inviter.InvitationCode), id)).Outcome
            );
            Assert.Equal(
                RefreshOutcome.Refreshed,
                (await sessions.RefreshAsync(new(id.Value, "first", "first"), "next", null)).Outcome
            );
            await sessions.OpenAsync("other", null);
            Assert.Equal(ChangeOutcome.Done, await user.RenameAsync(RegistrationCluster.SignUp().Nickname));
            Assert.Equal(ChangeOutcome.Done, (await user.NewCodeAsync()).Outcome);
            if (number % 2 == 0)
            {
                Assert.Equal(ChangeOutcome.Done, await cluster.Grains.GetUserEffects(id).ActivateAsync());
            }

            if (number % 3 == 0)
            {
                Assert.Equal(ChangeOutcome.Done, await user.EndAsync(RegistrationCluster.Password));
            }
        }
    }
}
