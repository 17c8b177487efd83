using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using OrleansRegistration.Fsck;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Seeding;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class SeedOnSqlite(SqliteCluster cluster) : SeedTests(cluster);

[Collection("PostgreSQL")]
public sealed class SeedOnPostgres(PostgresCluster cluster) : SeedTests(cluster);

/// <summary>A seeded store, under a service id of its own, behaves like one that sign-ups filled.</summary>
public abstract class SeedTests(RegistrationCluster cluster)
{
    private const int Accounts = 500;
    private const int Invited = 450;

    [Fact]
    public async Task A_seeded_store_has_no_breach_its_accounts_sign_in_and_their_codes_invite()
    {
        var serviceId = $"seeded{RegistrationCluster.Fresh()}";
        await SeedAsync(serviceId);
        await using var seeded = await cluster.StartClusterAsync(1, serviceId);
        Assert.Equal(new(Accounts, 0, Accounts, 0, 0, 0, 0, 0), await CheckAsync(serviceId));

        var user = seeded.Client.GetUser(await OwnerAsync(seeded, 1));
        var name = new NameClaim(NameKind.Username, "seed0000001");
        Assert.Equal(SignInOutcome.SignedIn, (await user.SignInAsync(new(name, RegistrationCluster.Password))).Outcome);
        Assert.Equal(SignInOutcome.InvalidCredentials, (await user.SignInAsync(new(name, "wrong-horse7"))).Outcome);

        var inviter = (await user.GetAsync())!;
        Assert.True(inviter.Registered > 0); // only the first account can have invited the second
        var code = inviter.Account.InvitationCode;
        var taken = await RegisterAsync(seeded, RegistrationCluster.SignUp(code, nickname: "seed0000500"));
        Assert.Equal([new(SignUpField.Nickname, RefusalReason.Taken)], taken.Refusals);
        Assert.Equal(SignUpOutcome.Created, (await RegisterAsync(seeded, RegistrationCluster.SignUp(code))).Outcome);
        Assert.Equal(
            (Accounts + 1, 0),
            await CheckAsync(serviceId) switch
            {
                var s => (s.Live, s.Breaches),
            }
        );

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => SeedAsync(serviceId));
        Assert.Contains("only an empty store can be filled", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeded_rows_have_the_members_that_sign_ups_write()
    {
        var inviter = await cluster.InviterAsync();
        var invited = (await cluster.RegisterAsync(RegistrationCluster.SignUp(inviter.InvitationCode))).Account!;
        await cluster.SettleAsync(inviter.InvitationCode);
        await Task.WhenAll(
            new[] { inviter.Id, invited.Id }.Select(user =>
                cluster.Grains.GetUserEffects(user).MailTriedAsync(MailKind.Activation, MailState.Sent, null)
            )
        );
        var real = (await cluster.RowsAsync()).ToDictionary(row => row.Key, row => row.Payload);

        var serviceId = $"seeded{RegistrationCluster.Fresh()}";
        await SeedAsync(serviceId);
        await using var seeded = await cluster.StartClusterAsync(1, serviceId);
        var rows = await cluster.RowsAsync(serviceId: serviceId);
        var made = rows.ToDictionary(row => row.Key, row => row.Payload);

        Assert.Equal(
            Invited,
            rows.Where(row => row.Type == "code")
                .Sum(row => JsonDocument.Parse(row.Payload).RootElement.GetProperty("registered").GetInt32())
        );
        var first = (await seeded.Client.GetUser(await OwnerAsync(seeded, 1)).GetAsync())!.Account;
        var second = (await seeded.Client.GetUser(await OwnerAsync(seeded, 2)).GetAsync())!.Account;
        Same(inviter.Id.GrainKey, first.Id.GrainKey);
        Same(invited.Id.GrainKey, second.Id.GrainKey);
        Same(inviter.InvitationCode.GrainKey, first.InvitationCode.GrainKey);
        Same($"username/{invited.Username}", $"username/{second.Username}");
        Same($"nickname/{invited.Nickname}", $"nickname/{second.Nickname}");
        Same($"email/{invited.Email}", $"email/{second.Email}");
        Assert.All(rows.Where(row => row.Type == "outbox"), row => Assert.Equal("""{"places":{}}""", row.Payload));

        void Same(string realKey, string madeKey) => Assert.Equal(Members(real[realKey]), Members(made[madeKey]));
    }

    private static IEnumerable<(string Name, JsonValueKind Kind)> Members(string payload) =>
        JsonDocument
            .Parse(payload)
            .RootElement.EnumerateObject()
            .Select(member => (member.Name, member.Value.ValueKind));

    // Seeds before a silo of that service runs. Its grains would remember that there were no rows.
    private Task SeedAsync(string serviceId) =>
        SeedCommand.SeedAsync(
            cluster.Silo.Silos[0].ServiceProvider,
            serviceId,
            Accounts,
            RegistrationCluster.Password,
            TextWriter.Null,
            TestContext.Current.CancellationToken
        );

    private static async Task<UserId> OwnerAsync(InProcessTestCluster seeded, int number) =>
        (await seeded.Client.GetReservation(new(NameKind.Username, $"seed{number:D7}")).FindOwnerAsync())!.Value;

    private static Task<SignUpResult> RegisterAsync(InProcessTestCluster seeded, SignUp signUp) =>
        seeded.Client.GetUser(UserId.New(TimeProvider.System)).RegisterAsync(signUp);

    private Task<FsckSummary> CheckAsync(string serviceId) =>
        StoreCheck.RunAsync(
            cluster.Silo.Silos[0].ServiceProvider.GetRequiredService<RegistrationStore>(),
            serviceId,
            cluster.Clock,
            limitsWereLowered: false,
            breach => TestContext.Current.SendDiagnosticMessage(breach.ToLine())
        );
}
