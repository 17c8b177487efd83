using System.Globalization;
using CsCheck;
using Orleans.Runtime;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>The rule of the grace by itself, with exact times: token <c>n</c> is followed by token <c>n + 1</c>.</summary>
public sealed class RefreshRuleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly RefreshOptions Options = new();

    [Fact]
    public void In_any_order_a_token_gets_the_current_one_if_it_was_replaced_within_the_grace_and_no_other_does() =>
        Gen.Select(
                Gen.Int[0, 12],
                Gen.Frequency((6, Gen.Int[0, 4]), (2, Gen.Int[5, 29]), (1, Gen.Const(30)), (1, Gen.Int[31, 60]))
            )
            .List[1, 60]
            .Sample(steps =>
            {
                var family = new SessionFamily { CurrentHash = Token(0) };
                var replacedAt = new List<DateTimeOffset>();
                var now = Start;
                foreach (var (back, seconds) in steps)
                {
                    now += TimeSpan.FromSeconds(seconds);
                    var current = replacedAt.Count;
                    var presented = current - back;
                    var isGood =
                        presented == current || (presented >= 0 && now - replacedAt[presented] <= Options.Grace);
                    var found = family.StepsFrom(Token(presented), Token(presented + 1), now, Options.Grace);
                    Assert.Equal(isGood ? back : null, found);
                    if (presented == current)
                    {
                        var isFull = replacedAt.Count(at => now - at <= Options.Grace) == SessionFamily.MaxReplaced;
                        family = family.Rotate(Token(current + 1), now, Options);
                        replacedAt.AddRange(isFull ? [] : [now]);
                    }

                    Assert.Equal(Token(replacedAt.Count), family.CurrentHash);
                    Assert.InRange(family.Replaced.Length, 0, SessionFamily.MaxReplaced);
                    Assert.Null(family.StepsFrom("guessed", Token(1), now, Options.Grace));
                    Assert.Null(
                        replacedAt.Count == 0
                            ? null
                            : family.StepsFrom(Token(replacedAt.Count - 1), "derived otherwise", now, Options.Grace)
                    );
                }
            });

    [Theory]
    [InlineData(-2)]
    [InlineData(2)]
    public void A_clock_that_jumps_makes_no_replaced_token_good_again_and_none_of_another_position(int days)
    {
        var family = new SessionFamily { CurrentHash = Token(0) }
            .Rotate(Token(1), Start, Options)
            .Rotate(Token(2), Start, Options);
        var now = Start.AddDays(days);
        Assert.Null(family.StepsFrom(Token(0), Token(1), now, Options.Grace));
        family = family.Rotate(Token(3), now, Options);
        Assert.Equal(1, family.StepsFrom(Token(2), Token(3), now, Options.Grace));
        Assert.Null(family.StepsFrom(Token(1), Token(2), now, Options.Grace));
    }

    [Fact]
    public void A_session_as_an_older_version_stored_it_knows_the_token_before() =>
        Assert.Equal(
            1,
            new SessionFamily
            {
                CurrentHash = Token(1),
                PreviousHash = Token(0),
                RotatedAt = Start,
            }.StepsFrom(Token(0), Token(1), Start, Options.Grace)
        );

    private static string Token(int number) => number.ToString(CultureInfo.InvariantCulture);
}

[Collection("SQLite")]
public sealed class RefreshOrderOnSqlite(SqliteCluster cluster) : RefreshOrderTests(cluster);

[Collection("PostgreSQL")]
public sealed class RefreshOrderOnPostgres(PostgresCluster cluster) : RefreshOrderTests(cluster);

/// <summary>
/// Ten tabs that refresh at once with whatever tokens they have, on two nodes over the same row, while storage fails. Each asks until it is answered.
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

                    // All within the grace: every token there ever was leads to the one that is good.
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

    /// <returns>The number of the token that the client has then; -1 when the session has ended.</returns>
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
                // Not answered: storage failed, or the other node has written.
            }
        }
    }

    /// <summary>The first write of the session's row, or its first read, fails in one way.</summary>
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
