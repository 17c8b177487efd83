using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrleansRegistration.Fsck;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>Sign-ups race over two databases on two servers.</summary>
public sealed class SpreadStoreTests(SpreadCluster cluster) : IClassFixture<SpreadCluster>
{
    private const int Workers = 6;
    private const int Names = 30;
    private const int MinFailures = 10;

    private RegistrationStore Store => cluster.Silo.Silos[0].ServiceProvider.GetRequiredService<RegistrationStore>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_that_stops_fails_only_what_has_rows_there_and_no_count_is_wrong_when_it_is_back()
    {
        var code = (await cluster.InviterAsync()).InvitationCode;
        var race = new Race(cluster, code);
        var workers = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => race.SignUpAllAsync()));
        await WaitAsync(() => race.Winners.Count > 2);
        await cluster.Servers[1].StopAsync();
        try
        {
            Assert.Null(await FindOwnerAsync(home: 0));
            await Assert.ThrowsAnyAsync<StorageUnavailableException>(() => FindOwnerAsync(home: 1));
            await WaitAsync(() => race.Failures >= MinFailures);
        }
        finally
        {
            await cluster.Servers[1].StartAgainAsync();
            NpgsqlConnection.ClearAllPools(); // those of the stopped server
        }

        await workers;
        await cluster.SettleAsync(code);
        await Invariants.CheckAsync(cluster, code);
        await Invariants.CheckSweptAsync(cluster);
        Assert.Equal(race.Winners.Count, race.Winners.Select(winner => winner.Name).Distinct().Count());
        Assert.Equal(race.Winners.Count, (await cluster.Grains.GetCode(code).GetCountsAsync()).Registered);
        foreach (var (name, id) in race.Winners)
        {
            Assert.Equal(name, (await cluster.Grains.GetUser(id).GetAsync())!.Account.Username);
        }
    }

    [Fact]
    public async Task Fsck_reads_both_databases_as_of_one_moment()
    {
        var code = (await cluster.InviterAsync()).InvitationCode;
        var race = new Race(cluster, code);
        var workers = Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => race.SignUpAllAsync()));
        var checks = 0;
        while (!workers.IsCompleted)
        {
            await Invariants.CheckAsync(cluster);
            checks++;
        }

        await workers;
        Assert.True(checks > 0);
        Assert.Equal(0, race.Failures);
        Assert.All(
            await Task.WhenAll(
                Enumerable
                    .Range(0, 2)
                    .Select(async number =>
                    {
                        await using var snapshot = await StoreSnapshot.OpenAsync(
                            Store.Databases[number],
                            RegistrationCluster.ServiceId,
                            Cancel
                        );
                        return await snapshot.RowsAsync(Cancel).CountAsync(Cancel);
                    })
            ),
            rows => Assert.True(rows > 0)
        );
    }

    private Task<UserId?> FindOwnerAsync(int home)
    {
        // A new key each time, so that the answer comes from storage.
        var name = Enumerable
            .Range(0, int.MaxValue)
            .Select(_ => $"absent{RegistrationCluster.Fresh()}")
            .First(name => Store.HomeOf(Encoding.UTF8.GetBytes($"{GrainTypes.Username}/{name}")) == home);
        return cluster.Grains.GetReservation(new(NameKind.Username, name)).FindOwnerAsync();
    }

    private static async Task WaitAsync(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 6_000, "It did not happen.");
            await Task.Delay(20, Cancel);
        }
    }

    /// <summary>Users that want the same usernames and redeem the same code.</summary>
    private sealed class Race(RegistrationCluster cluster, InvitationCode code)
    {
        private readonly string _prefix = $"race{RegistrationCluster.Fresh()}x";
        private int _failures;

        public ConcurrentBag<(string Name, UserId Id)> Winners { get; } = [];

        public int Failures => Volatile.Read(ref _failures);

        /// <summary>Signs up for each name, and repeats each sign-up until its outcome is known.</summary>
        public async Task SignUpAllAsync()
        {
            for (var number = 0; number < Names; number++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{_prefix}{number}");
                var signUp = RegistrationCluster.SignUp(code, username: name, fingerprint: "same");
                var id = UserId.New(TimeProvider.System);
                SignUpOutcome outcome;
                while ((outcome = await TryAsync(signUp, id)) is SignUpOutcome.Failed or SignUpOutcome.Unknown)
                {
                    Interlocked.Increment(ref _failures);
                    await Task.Delay(20, Cancel);
                }

                if (outcome is not SignUpOutcome.Refused)
                {
                    Winners.Add((name, id));
                }
            }
        }

        private async Task<SignUpOutcome> TryAsync(SignUp signUp, UserId id)
        {
            try
            {
                return (await cluster.RegisterAsync(signUp, id)).Outcome;
            }
            catch (Exception failure) when (Failure.IsTransient(failure) && !Cancel.IsCancellationRequested)
            {
                return SignUpOutcome.Unknown;
            }
        }
    }
}
