using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class KilledSiloOnSqlite(SqliteCluster cluster) : KilledSiloTests(cluster);

[Collection("PostgreSQL")]
public sealed class KilledSiloOnPostgres(PostgresCluster cluster) : KilledSiloTests(cluster);

/// <summary>
/// A silo dies in a burst of sign-ups. A client that repeats under the same key gets one account, and every account is
/// counted once.
/// </summary>
public abstract class KilledSiloTests
{
    private const int SignUps = 120;
    private readonly RegistrationCluster _cluster;

    protected KilledSiloTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    [Fact]
    public async Task A_silo_killed_in_a_burst_costs_repeats_and_no_count()
    {
        var inviter = await _cluster.InviterAsync(limit: SignUps);
        await using var dying = await _cluster.StartClusterAsync(3);
        var answered = 0;
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (IUserGrain User, SignUp Form)[] all =
        [
            .. Enumerable
                .Range(0, SignUps)
                .Select(_ =>
                    (
                        dying.Client.GetUser(UserId.New(TimeProvider.System)),
                        RegistrationCluster.SignUp(inviter.InvitationCode, fingerprint: "key")
                    )
                ),
        ];
        var burst = all.Select(one => UntilAnsweredAsync(one.User, one.Form)).ToArray();
        await killed.Task;
        await dying.KillSiloAsync(dying.Silos[^1]);
        var first = await Task.WhenAll(burst);

        // What the dead silo redeemed counts against the limit until its leases have passed. So the last users may have
        // been told that the code is used up.
        _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
        var late = await Task.WhenAll(
            all.Where((_, i) => first[i] is null).Select(one => UntilAnsweredAsync(one.User, one.Form))
        );
        var accounts = first.OfType<Account>().Concat(late.OfType<Account>());

        Assert.Equal(SignUps, accounts.Select(a => a.Id).Distinct().Count());
        await _cluster.SettleAsync(inviter.InvitationCode);
        Assert.Equal(SignUps, (await _cluster.Grains.GetUser(inviter.Id).GetAsync())!.Registered);
        await Invariants.CheckAsync(_cluster, inviter.InvitationCode);

        async Task<Account?> UntilAnsweredAsync(IUserGrain user, SignUp form)
        {
            for (var tries = 0; ; tries++)
            {
                try
                {
                    var result = await user.RegisterAsync(form);
                    if (result.Outcome is SignUpOutcome.Created or SignUpOutcome.Repeated)
                    {
                        if (Interlocked.Increment(ref answered) == SignUps / 4)
                        {
                            killed.SetResult();
                        }

                        return result.Account!;
                    }

                    if (result.Refusals is [{ Reason: RefusalReason.Exhausted }])
                    {
                        return null;
                    }

                    Assert.True(
                        result.Outcome is SignUpOutcome.Failed or SignUpOutcome.Unknown,
                        $"{result.Outcome} {string.Join(' ', result.Refusals)}"
                    );
                }
                catch (Exception e)
                    when (e is OrleansException or TimeoutException or Storage.StorageUnavailableException)
                {
                    // What callers of a dead silo see (docs/evidence.md#trap-11).
                }

                Assert.True(tries < 2400, "The cluster did not recover.");
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }
}
