using CsCheck;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class RefreshOrderOnSqlite(SqliteCluster cluster) : RefreshOrderTests(cluster);

[Collection("PostgreSQL")]
public sealed class RefreshOrderOnPostgres(PostgresCluster cluster) : RefreshOrderTests(cluster);

/// <summary>
/// Ten tabs refresh at once with different tokens, on two nodes over the same row, while storage fails. Each tab
/// repeats until it is answered.
/// </summary>
public abstract class RefreshOrderTests
{
    private readonly RegistrationCluster _cluster;

    protected RefreshOrderTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    [Fact]
    public async Task Tabs_that_refresh_at_once_in_any_order_on_two_nodes_end_with_one_token_though_storage_fails()
    {
        const int tabs = 10;
        const int rounds = 12;
        await using var second = await _cluster.StartClusterAsync(1);
        await Gen.Select(Gen.Int[0, 20], Gen.Bool)
            .Array[tabs]
            .Array[rounds]
            .SampleAsync(
                async scenario =>
                {
                    var id = UserId.New(TimeProvider.System);
                    Assert.Equal(
                        SignUpOutcome.Created,
                        (await _cluster.RegisterAsync(RegistrationCluster.SignUp(), id)).Outcome
                    );
                    ISessionGrain[] nodes = [_cluster.Grains.GetSessions(id), second.Client.GetSessions(id)];
                    var session = (await nodes[0].OpenAsync("0", null)).Id;
                    var current = 0;
                    for (var round = 0; round < rounds; round++)
                    {
                        using var failing = new Failing(_cluster, id, (StorageFailure)(round % 4));
                        var before = current;
                        var answers = await Task.WhenAll(
                            scenario[round]
                                .Select(tab =>
                                    RefreshAsync(nodes[tab.Item2 ? 1 : 0], session, Math.Max(0, before - tab.Item1))
                                )
                        );
                        current = answers.Max();
                        Assert.All(answers, answer => Assert.InRange(answer, before, before + 1));
                        _cluster.Clock.MoveOn(TimeSpan.FromMilliseconds(500));
                    }

                    // All calls are within the grace period, so every earlier token leads to the current one.
                    for (var token = 0; token < current; token++)
                    {
                        Assert.Equal(current, await RefreshAsync(nodes[token % 2], session, token));
                    }

                    _cluster.Clock.MoveOn(new RefreshOptions().Grace + TimeSpan.FromSeconds(1));
                    Assert.Equal(current + 1, await RefreshAsync(nodes[0], session, current));
                    Assert.Equal(-1, await RefreshAsync(nodes[1], session, current - 1));
                    Assert.Equal(-1, await RefreshAsync(nodes[0], session, current + 1));
                },
                iter: 6,
                threads: 1
            );
        await Invariants.CheckAsync(_cluster);
    }

    /// <returns>The number of the token that the client has then, or -1 when the session has ended.</returns>
    private static async Task<int> RefreshAsync(ISessionGrain sessions, Guid session, int token)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                var result = await sessions.RefreshAsync(new(session, $"{token}", null), $"{token + 1}", null);
                return result.Outcome is RefreshOutcome.Refreshed ? token + result.Steps : -1;
            }
            catch (Exception e) when (e is StorageUnavailableException or OrleansException && tries < 100)
            {
                // No answer: storage failed, or the other node has written the row.
            }
        }
    }

    /// <summary>The first read or the first write of the session's row fails in one way.</summary>
    private sealed class Failing : IDisposable
    {
        private readonly RegistrationCluster _cluster;

        public Failing(RegistrationCluster cluster, UserId id, StorageFailure way)
        {
            _cluster = cluster;
            cluster.Faults.Clear();
            if (way is not StorageFailure.Late)
            {
                cluster.Faults.Fail(
                    way,
                    call =>
                        call.GrainType == "session"
                        && call.GrainId.ToString().EndsWith(id.ToString(), StringComparison.Ordinal),
                    1
                );
            }
        }

        public void Dispose() => _cluster.Faults.Clear();
    }
}
