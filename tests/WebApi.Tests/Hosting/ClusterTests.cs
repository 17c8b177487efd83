using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Limits;

namespace OrleansRegistration.Tests;

public sealed class OverThreeSilosOnSqlite(SqliteCluster cluster) : ClusterTests(cluster), IClassFixture<SqliteCluster>;

public sealed class OverThreeSilosOnPostgres(PostgresCluster cluster)
    : ClusterTests(cluster),
        IClassFixture<PostgresCluster>;

/// <summary>The Web API over three silos and a real database.</summary>
public abstract class ClusterTests(RegistrationCluster cluster)
{
    [Fact]
    public async Task Clients_of_one_code_are_all_counted_and_racers_for_a_name_leave_one_winner()
    {
        const int names = 30;
        const int racers = 8;
        await using var service = new ServiceOverCluster(cluster);
        using var client = service.CreateClient();
        var inviter = Requests.NewSignUp();
        var code = (await client.RegisterAsync(inviter)).Is(201)["invitation_code"];
        var field = new[] { "username", "nickname", "email" };
        await Task.WhenAll(
            Enumerable
                .Range(0, names)
                .Select(async i =>
                {
                    var raced = Requests.NewSignUp()[field[i % 3]];
                    var answers = await Task.WhenAll(
                        Enumerable
                            .Range(0, racers)
                            .Select(_ =>
                                client.RegisterAsync(
                                    Requests.NewSignUp().With("invitation_code", code).With(field[i % 3], raced)
                                )
                            )
                    );
                    Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
                    foreach (var loser in answers.Where(answer => answer.Status != HttpStatusCode.Created))
                    {
                        loser.IsProblem(409, $"{field[i % 3]}:taken");
                    }
                })
        );

        await cluster.SettleAsync(InvitationCode.Parse(code));
        var token = (await client.LogInAsync(inviter["email"], inviter["password1"])).Is(200)["token"];
        var me = (await client.ReadAsync("/api/me/", ("Authorization", $"Bearer {token}"))).Is(200);
        Assert.Equal(names, me.Json.GetProperty("invitation_user_count").GetInt32());
        await Invariants.CheckAsync(cluster, InvitationCode.Parse(code));
    }

    [Fact]
    public async Task Storage_that_fails_for_good_gives_503_and_leaves_nothing_and_an_unknown_commit_is_named()
    {
        await using var service = new ServiceOverCluster(cluster);
        using var client = service.CreateClient();
        cluster.Faults.Clear();
        var form = Requests.NewSignUp();
        cluster.Faults.FailBefore(call => call.GrainType == "nickname", lasts: true);
        var failed = (await client.RegisterAsync(form)).IsProblem(503, "try_again");
        Assert.NotNull(failed.Headers.RetryAfter);
        Assert.InRange(cluster.Faults.Writes.Count(call => call.GrainType == "nickname"), 2, 100); // repeated
        cluster.Faults.Clear();
        (await client.RegisterAsync(form)).Is(201);

        form = Requests.NewSignUp();
        cluster.Faults.FailAfter(call => call.GrainType == "user");
        cluster.Faults.FailRead(call => call.GrainType == "user", nth: 2, lasts: true); // the first: the start
        var unknown = (await client.RegisterAsync(form, ("Idempotency-Key", "unknown-outcome"))).IsProblem(
            503,
            "unknown_outcome"
        );
        Assert.NotNull(unknown.Headers.RetryAfter);
        cluster.Faults.Clear();
        (await client.RegisterAsync(form, ("Idempotency-Key", "unknown-outcome"))).Is(201);
        await Invariants.CheckAsync(cluster);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Sign_up_whose_commit_is_unknown_is_repeated_and_makes_one_account(bool hasKey, bool hasLanded)
    {
        await using var service = new ServiceOverCluster(cluster);
        using var client = service.CreateClient();
        cluster.Faults.Clear();
        var code = (await cluster.InviterAsync()).InvitationCode;
        var form = Requests.NewSignUp().With("invitation_code", code.Value);
        (string, string)[] key = hasKey ? [("Idempotency-Key", $"{Guid.NewGuid():N}")] : [];
        var lost = hasLanded
            ? cluster.Faults.FailAfter(call => call.GrainType == "user")
            : cluster.Faults.FailBefore(call => call.GrainType == "user");
        cluster.Faults.FailRead(call => call.GrainType == "user", nth: hasKey ? 2 : 1); // nothing settles the commit
        var answer = (await client.RegisterAsync(form, key)).Is(201);
        Assert.True(lost.Struck.IsCompleted);
        (await client.ReadAsync("/api/me/", ("Authorization", $"Bearer {answer["token"]}"))).Is(200);

        await cluster.SettleAsync(code);
        Assert.Equal(1, (await cluster.Grains.GetCode(code).GetCountsAsync()).Registered);
        await Invariants.CheckAsync(cluster, code);
    }

    [Fact]
    public async Task Sign_up_of_unknown_outcome_stays_unknown_although_its_repeat_is_refused()
    {
        await using var service = new ServiceOverCluster(cluster);
        cluster.Faults.Clear();
        var code = (await cluster.InviterAsync()).InvitationCode;
        var lost = cluster.Faults.FailNowLandLater(call => call.GrainType == "user");
        cluster.Faults.FailRead(call => call.GrainType == "user", lasts: true);
        var answer = RegisterAsync();
        await lost.Struck;
        Assert.True(await cluster.Grains.GetCode(code).SetTermsAsync(new(false, null, null)));
        cluster.Faults.Clear();
        (await answer).IsProblem(503, "unknown_outcome");
        await cluster.SettleAsync(code);
        await Invariants.CheckAsync(cluster, code);

        async Task<Answer> RegisterAsync()
        {
            using var client = service.CreateClient();
            return await client.RegisterAsync(Requests.NewSignUp().With("invitation_code", code.Value));
        }
    }

    [Fact]
    public async Task One_captcha_answer_is_good_for_one_sign_up_however_many_nodes_get_it()
    {
        await using var one = new ServiceOverCluster(cluster)
        {
            Settings = { ["Captcha:Provider"] = "ProofOfWork", ["Captcha:Iterations"] = "10" },
        };
        await using var two = new ServiceOverCluster(cluster)
        {
            Settings = { ["Captcha:Provider"] = "ProofOfWork", ["Captcha:Iterations"] = "10" },
        };
        using var first = one.CreateClient();
        using var second = two.CreateClient();
        var answer = await Altcha.SolveAsync((await first.ReadAsync("/api/captcha/")).Is(200).Text);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    (i % 2 == 0 ? first : second).RegisterAsync(Requests.NewSignUp().With("recaptcha", answer))
                )
        );
        Assert.Single(answers, one => one.Status == HttpStatusCode.Created);
        Assert.All(
            answers.Where(one => one.Status != HttpStatusCode.Created),
            loser => loser.IsProblem(400, "recaptcha:duplicate")
        );
        (await second.RegisterAsync(Requests.NewSignUp().With("recaptcha", answer))).IsProblem(
            400,
            "recaptcha:duplicate"
        );
        await Invariants.CheckAsync(cluster);
    }

    [Fact]
    public async Task Limits_and_wrong_passwords_are_counted_over_all_nodes()
    {
        var nodes = new[] { Limited(), Limited() };
        try
        {
            var clients = nodes.Select(node => node.CreateClient()).ToArray();
            for (var i = 0; i < 3; i++)
            {
                (await clients[i % 2].ReadAsync("/api/availability/?username=somebody")).Is(200);
            }

            Assert.All(
                await Task.WhenAll(clients.Select(client => client.ReadAsync("/api/availability/?username=somebody"))),
                refused => refused.IsProblem(429, "rate_limited")
            );

            var form = Requests.NewSignUp();
            (await clients[0].RegisterAsync(form)).Is(201);
            for (var i = 0; i < new RateLimitOptions().LogInLockAfter; i++)
            {
                cluster.Clock.MoveOn(TimeSpan.FromSeconds(70)); // longer than the delays before the lock
                (await clients[i % 2].LogInAsync(form["username"], "a wrong password")).IsProblem(
                    401,
                    "invalid_credentials"
                );
            }

            foreach (var client in clients)
            {
                Assert.NotNull(
                    (await client.LogInAsync(form["username"], form["password1"]))
                        .IsProblem(429, "rate_limited")
                        .Headers.RetryAfter
                );
            }

            cluster.Clock.MoveOn(TimeSpan.FromSeconds(new RateLimitOptions().LogInLockSeconds));
            (await clients[1].LogInAsync(form["username"], form["password1"])).Is(200);
        }
        finally
        {
            await Task.WhenAll(nodes.Select(node => node.DisposeAsync().AsTask()));
        }

        ServiceOverCluster Limited() =>
            new(cluster)
            {
                Settings =
                {
                    ["RateLimits:Enabled"] = "true",
                    ["RateLimits:Availability:Count"] = "3",
                    ["RateLimits:Availability:WindowSeconds"] = "3600",
                },
            };
    }

    private sealed class ServiceOverCluster(RegistrationCluster cluster) : Service
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            // Each service has a data directory of its own, but all of them share one store.
            builder.UseSetting("Keys:MasterSecret", "of all services over one of the tests' clusters");
            builder.ConfigureTestServices(services => services.AddSingleton(cluster.Grains));
        }
    }
}
