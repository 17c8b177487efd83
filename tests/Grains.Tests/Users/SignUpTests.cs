using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class SignUpOnSqlite(SqliteCluster cluster) : SignUpTests(cluster);

[Collection("PostgreSQL")]
public sealed class SignUpOnPostgres(PostgresCluster cluster) : SignUpTests(cluster);

[Collection("Two databases")]
public sealed class SignUpOnTwoDatabases(SpreadCluster cluster) : SignUpTests(cluster);

[Collection("SQLite, AdoNet")]
public sealed class SignUpOnSqliteByAdoNet(SqliteAdoNetCluster cluster) : SignUpTests(cluster);

[Collection("PostgreSQL, AdoNet")]
public sealed class SignUpOnPostgresByAdoNet(PostgresAdoNetCluster cluster) : SignUpTests(cluster);

public abstract class SignUpTests
{
    private readonly RegistrationCluster _cluster;

    protected SignUpTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    [Fact]
    public async Task An_invited_account_is_made_signs_in_and_is_counted_for_its_inviter()
    {
        var inviter = await _cluster.InviterAsync();
        var signUp = RegistrationCluster.SignUp(inviter.InvitationCode);
        var result = await _cluster.RegisterAsync(signUp);

        Assert.Equal(SignUpOutcome.Created, result.Outcome);
        Assert.Equal(signUp.Username.Value, result.Account!.Username);
        Assert.False(result.Account.IsActive);
        var signedIn = await _cluster
            .Grains.GetUser(result.Account.Id)
            .SignInAsync(new(new(NameKind.Username, signUp.Username.Key), RegistrationCluster.Password));
        Assert.Equal(SignInOutcome.SignedIn, signedIn.Outcome);
        await _cluster.SettleAsync(inviter.InvitationCode);
        Assert.Equal(1, (await _cluster.Grains.GetUser(inviter.Id).GetAsync())!.Registered);
        await Invariants.CheckAsync(_cluster, inviter.InvitationCode);
    }

    [Fact]
    public async Task A_wrong_password_and_somebody_elses_name_are_invalid_credentials()
    {
        var account = await _cluster.InviterAsync();
        Assert.Equal(NameProblem.None, Username.TryParse(account.Username, out var username));
        var user = _cluster.Grains.GetUser(account.Id);
        Assert.Equal(
            SignInOutcome.InvalidCredentials,
            (await user.SignInAsync(new(new(NameKind.Username, username!.Key), "wrong-horse7"))).Outcome
        );
        Assert.Equal(
            SignInOutcome.InvalidCredentials,
            (await user.SignInAsync(new(new(NameKind.Username, "somebody-else"), RegistrationCluster.Password))).Outcome
        );
        var nobody = _cluster.Grains.GetUser(UserId.New(TimeProvider.System));
        Assert.Equal(
            SignInOutcome.InvalidCredentials,
            (await nobody.SignInAsync(new(new(NameKind.Username, username.Key), RegistrationCluster.Password))).Outcome
        );
    }

    [Fact]
    public async Task Every_refused_part_is_reported_and_nothing_is_counted()
    {
        var inviter = await _cluster.InviterAsync(limit: 1);
        var first = RegistrationCluster.SignUp(inviter.InvitationCode);
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(first)).Outcome);

        var result = await _cluster.RegisterAsync(first);

        Assert.Equal(SignUpOutcome.Refused, result.Outcome);
        Assert.Equal(
            [
                new(SignUpField.Username, RefusalReason.Taken),
                new(SignUpField.Nickname, RefusalReason.Taken),
                new(SignUpField.Email, RefusalReason.Taken),
                new(SignUpField.InvitationCode, RefusalReason.Exhausted),
            ],
            result.Refusals
        );
        await _cluster.SettleAsync(inviter.InvitationCode);
        await Invariants.CheckAsync(_cluster, inviter.InvitationCode);
    }

    [Fact]
    public async Task Claims_of_a_refused_sign_up_are_available_at_once()
    {
        var inviter = await _cluster.InviterAsync(limit: 1);
        var refused = RegistrationCluster.SignUp(inviter.InvitationCode, username: inviter.Username);
        Assert.Equal(SignUpOutcome.Refused, (await _cluster.RegisterAsync(refused)).Outcome);

        var corrected = RegistrationCluster.SignUp(
            inviter.InvitationCode,
            nickname: refused.Nickname.Value,
            email: refused.Email.Value
        );
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(corrected)).Outcome);
        await _cluster.SettleAsync(inviter.InvitationCode);
        await Invariants.CheckAsync(_cluster, inviter.InvitationCode);
    }

    [Fact]
    public async Task Codes_that_are_unknown_disabled_expired_or_used_up_are_refused_by_name()
    {
        var inviter = await _cluster.InviterAsync(limit: 0);
        var code = _cluster.Grains.GetCode(inviter.InvitationCode);
        Assert.Equal(RefusalReason.Exhausted, await RefusalAsync(inviter.InvitationCode));
        await code.SetTermsAsync(new(true, null, DateTimeOffset.UnixEpoch));
        Assert.Equal(RefusalReason.Expired, await RefusalAsync(inviter.InvitationCode));
        await code.SetTermsAsync(new(false, null, null));
        Assert.Equal(RefusalReason.Disabled, await RefusalAsync(inviter.InvitationCode));
        Assert.Equal(RefusalReason.Invalid, await RefusalAsync(InvitationCode.Generate()));
        Assert.Equal(0, (await code.GetCountsAsync()).Registered);

        async Task<RefusalReason> RefusalAsync(InvitationCode tried) =>
            Assert.Single((await _cluster.RegisterAsync(RegistrationCluster.SignUp(tried))).Refusals).Reason;
    }

    /// <summary>
    /// Each grant drops the activation of the name's grain, so waiting calls are forwarded again and again
    /// (docs/adr/0008-batched-storage-and-memory.md).
    /// </summary>
    [Fact]
    public async Task A_name_that_a_hundred_want_and_most_give_up_again_is_refused_but_never_fails()
    {
        const int racers = 100;
        var taken = (await _cluster.InviterAsync()).Email;
        for (var round = 0; round < 5; round++)
        {
            var name = $"raced{RegistrationCluster.Fresh()}";
            var results = await Task.WhenAll(
                Enumerable
                    .Range(0, racers)
                    .Select(i =>
                        _cluster.RegisterInCrowdAsync(
                            RegistrationCluster.SignUp(username: name, email: i % 4 == 0 ? null : taken)
                        )
                    )
            );
            Assert.All(
                results,
                result =>
                    Assert.True(
                        result.Outcome is SignUpOutcome.Created or SignUpOutcome.Refused,
                        result.Outcome.ToString()
                    )
            );
            Assert.InRange(results.Count(result => result.Outcome == SignUpOutcome.Created), 0, 1);
        }
    }

    [Theory]
    [InlineData(NameKind.Username)]
    [InlineData(NameKind.Nickname)]
    [InlineData(NameKind.Email)]
    public async Task Eight_clients_racing_for_a_name_leave_one_winner_and_one_count(NameKind kind)
    {
        const int names = 50;
        const int racers = 8;
        var inviter = await _cluster.InviterAsync();
        var races = Enumerable
            .Range(0, names)
            .Select(async _ =>
            {
                var name = $"raced{RegistrationCluster.Fresh()}";
                var results = await Task.WhenAll(
                    Enumerable
                        .Range(0, racers)
                        .Select(_ =>
                            _cluster.RegisterInCrowdAsync(
                                kind switch
                                {
                                    NameKind.Username => RegistrationCluster.SignUp(
                                        inviter.InvitationCode,
                                        username: name
                                    ),
                                    NameKind.Nickname => RegistrationCluster.SignUp(
                                        inviter.InvitationCode,
                                        nickname: name
                                    ),
                                    _ => RegistrationCluster.SignUp(
                                        inviter.InvitationCode,
                                        email: $"{name}@example.org"
                                    ),
                                }
                            )
                        )
                );
                Assert.Single(results, r => r.Outcome == SignUpOutcome.Created);
                Assert.All(
                    results.Where(r => r.Outcome != SignUpOutcome.Created),
                    loser =>
                    {
                        Assert.Equal(SignUpOutcome.Refused, loser.Outcome);
                        Assert.Equal(
                            [
                                new(
                                    kind switch
                                    {
                                        NameKind.Username => SignUpField.Username,
                                        NameKind.Nickname => SignUpField.Nickname,
                                        _ => SignUpField.Email,
                                    },
                                    RefusalReason.Taken
                                ),
                            ],
                            loser.Refusals
                        );
                    }
                );
            });
        await Task.WhenAll(races);
        await _cluster.SettleAsync(inviter.InvitationCode);
        Assert.Equal(new(names, 0, 0), await _cluster.Grains.GetCode(inviter.InvitationCode).GetCountsAsync());
        await Invariants.CheckAsync(_cluster, inviter.InvitationCode);
    }

    [Fact]
    public async Task A_hot_code_with_a_limit_lets_in_exactly_that_many()
    {
        const int limit = 150;
        var inviter = await _cluster.InviterAsync(limit);
        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(_ => _cluster.RegisterInCrowdAsync(RegistrationCluster.SignUp(inviter.InvitationCode)))
        );
        Assert.Equal(limit, results.Count(r => r.Outcome == SignUpOutcome.Created));
        Assert.All(
            results.Where(r => r.Outcome != SignUpOutcome.Created),
            r => Assert.Equal(RefusalReason.Exhausted, r.Refusals.Single().Reason)
        );
        await _cluster.SettleAsync(inviter.InvitationCode);
        Assert.Equal(new(limit, 0, 0), await _cluster.Grains.GetCode(inviter.InvitationCode).GetCountsAsync());
        await Invariants.CheckAsync(_cluster, inviter.InvitationCode);
    }

    [Fact]
    public async Task Repeats_under_one_key_make_one_account_and_give_its_result_again()
    {
        var inviter = await _cluster.InviterAsync(limit: 1);
        var signUp = RegistrationCluster.SignUp(inviter.InvitationCode, fingerprint: "same");
        var id = UserId.New(TimeProvider.System);
        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _cluster.RegisterAsync(signUp, id)));
        Assert.Single(results, r => r.Outcome == SignUpOutcome.Created);
        Assert.Equal(5, results.Count(r => r.Outcome == SignUpOutcome.Repeated && r.Account!.Id == id));
        Assert.Equal(
            SignUpOutcome.KeyReused,
            (await _cluster.RegisterAsync(signUp with { Fingerprint = "other" }, id)).Outcome
        );
        Assert.Equal(
            SignUpOutcome.KeyReused,
            (await _cluster.RegisterAsync(signUp with { Password = "another-pass" }, id)).Outcome
        );
        await _cluster.SettleAsync(inviter.InvitationCode);
        Assert.Equal(1, (await _cluster.Grains.GetCode(inviter.InvitationCode).GetCountsAsync()).Registered);
    }

    [Fact]
    public async Task Activation_is_counted_once_and_a_new_nickname_frees_the_old_one()
    {
        var inviter = await _cluster.InviterAsync();
        var signUp = RegistrationCluster.SignUp(inviter.InvitationCode);
        var account = (await _cluster.RegisterAsync(signUp)).Account!;
        var user = _cluster.Grains.GetUser(account.Id);
        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => _cluster.Grains.GetUserEffects(account.Id).ActivateAsync())
        );
        Assert.Single(outcomes, ChangeOutcome.Done);
        Assert.Equal(3, outcomes.Count(o => o == ChangeOutcome.Unchanged));

        Assert.Equal(NameProblem.None, Nickname.TryParse($"again{RegistrationCluster.Fresh()}", out var nickname));
        Assert.Equal(ChangeOutcome.Done, await user.RenameAsync(nickname!));
        _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
        Assert.Equal(
            SignUpOutcome.Created,
            (await _cluster.RegisterAsync(RegistrationCluster.SignUp(nickname: signUp.Nickname.Value))).Outcome
        );
        Assert.Equal(
            SignUpOutcome.Refused,
            (await _cluster.RegisterAsync(RegistrationCluster.SignUp(nickname: nickname!.Value))).Outcome
        );
        await _cluster.SettleAsync(inviter.InvitationCode);
        Assert.Equal(new(1, 1, 0), await _cluster.Grains.GetCode(inviter.InvitationCode).GetCountsAsync());
        await Invariants.CheckAsync(_cluster, inviter.InvitationCode);
    }
}
