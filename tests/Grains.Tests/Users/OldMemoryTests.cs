using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.Placement;
using OrleansRegistration.Sessions;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>
/// Two clusters over the same rows: the second one remembers what the first one has changed since, as a node does that
/// was frozen. While it does not trust its memory it answers by the rows.
/// </summary>
[Collection("SQLite")]
public sealed class OldMemoryTests(SqliteCluster cluster)
{
    [Fact]
    public async Task Silo_that_is_not_sure_to_be_a_member_answers_by_the_rows()
    {
        var account = await cluster.InviterAsync();
        await using var frozen = await cluster.StartClusterAsync(silos: 1);
        var trust = frozen.Silos[0].ServiceProvider.GetRequiredService<MemoryTrust>();
        var (user, sessions, code) = (
            frozen.Client.GetUser(account.Id),
            frozen.Client.GetSessions(account.Id),
            frozen.Client.GetCode(account.InvitationCode)
        );
        Assert.NotNull(await user.FindAsync());
        Assert.Single((await sessions.ListAsync())!.Sessions);
        Assert.Equal(0, (await code.GetCountsAsync()).Registered);

        var invited = await cluster.RegisterAsync(RegistrationCluster.SignUp(account.InvitationCode));
        Assert.Equal(SignUpOutcome.Created, invited.Outcome);
        await cluster.SettleAsync(account.InvitationCode);
        await cluster.Grains.GetSessions(account.Id).OpenAsync("a hash", userAgent: null);
        await cluster.Grains.GetUser(account.Id).SetDisabledAsync(true, Acts.New());
        Assert.NotNull(await user.FindAsync()); // from memory

        trust.Confirm(TimeProvider.System.GetTimestamp() - (TimeProvider.System.TimestampFrequency * 60));
        Assert.Null(await user.FindAsync());
        var name = new NameClaim(NameKind.Username, account.Username);
        await Assert.ThrowsAsync<SiloUnavailableException>(() =>
            user.SignInAsync(new(name, RegistrationCluster.Password))
        );
        Assert.Equal(1, await CountAsync());
        await cluster.Grains.GetUser(account.Id).SetDisabledAsync(false, Acts.New());
        Assert.NotNull(await user.FindAsync());

        trust.Confirm(TimeProvider.System.GetTimestamp());
        Assert.Equal(SignInOutcome.SignedIn, (await user.SignInAsync(new(name, RegistrationCluster.Password))).Outcome);
        await Invariants.CheckAsync(cluster, account.InvitationCode);

        // The activation that finds its memory outdated is dropped, and the call fails; the next one reads the row.
        async Task<long> CountAsync()
        {
            try
            {
                return (await code.GetCountsAsync()).Registered;
            }
            catch (Orleans.Storage.InconsistentStateException)
            {
                return (await code.GetCountsAsync()).Registered;
            }
        }
    }
}
