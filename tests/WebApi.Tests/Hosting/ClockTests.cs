using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Faults;
using OrleansRegistration.Fsck;
using OrleansRegistration.Hosting;
using OrleansRegistration.Keys;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>
/// Clocks that are wrong: at the first start, on one of two nodes, and set while the service runs. After each change
/// everything works at once. Nothing that a wrong clock stored has to wait until the right clock reaches it.
/// </summary>
public sealed class ClockTests
{
    private const string Secret = "a master secret that two nodes share, 01234";

    /// <summary>Seconds: a minute, an hour and two days, each way.</summary>
    public static readonly TheoryData<int> Jumps = [60, 3600, 172800, -60, -3600, -172800];

    /// <summary>Seconds: a minute, an hour and two days ahead.</summary>
    public static readonly TheoryData<int> Leads = [60, 3600, 172800];

    [Theory, Trait("Fault", "E1")]
    [MemberData(nameof(Leads))]
    public async Task After_a_first_start_with_a_clock_that_was_ahead_everything_works(int seconds)
    {
        var lead = TimeSpan.FromSeconds(seconds);
        await using var service = new ClockedService();
        service.Clock.Jump(lead);
        using var client = service.CreateClient();
        var early = (await client.RegisterAsync(Requests.NewSignUp().With("use_cookies", false))).Is(201);
        service.Clock.Jump(-lead);

        // No node has looked at its keys again yet.
        var first = await client.RegisterAsync(Requests.NewSignUp());
        FaultTable.Now(
            "E1",
            $"the clock is {lead} ahead at the first start, then put right",
            $"register {(int)first.Status}"
        );
        first.Is(201);
        await UseAsync(service, client, early["invitation_code"]);
        await RefreshAsync(client, early);

        await service.Services.GetRequiredService<ServiceKeys>().RefreshAsync();
        await UseAsync(service, client, early["invitation_code"]);
        Assert.Single(service.Services.GetRequiredService<ServiceKeys>().Accepted);
        await CheckAsync(service, service.Clock, mayHoldLongLeases: true);
        service.Clock.MoveOn(lead + TimeSpan.FromHours(2));
        await CheckAsync(service, service.Clock, mayHoldLongLeases: false);
    }

    [Theory, Trait("Fault", "E2")]
    [MemberData(nameof(Jumps))]
    public async Task After_a_clock_was_set_while_it_ran_everything_works(int seconds)
    {
        var jump = TimeSpan.FromSeconds(seconds);
        await using var service = new ClockedService();
        using var client = service.CreateClient();
        var before = (await client.RegisterAsync(Requests.NewSignUp().With("use_cookies", false))).Is(201);
        var code = before["invitation_code"];
        var counted = await UseAsync(service, client, code);

        service.Clock.Jump(jump);
        await service.Services.GetRequiredService<ServiceKeys>().RefreshAsync();
        counted += await UseAsync(service, client, code);
        before = await RefreshAsync(client, before);

        service.Clock.Jump(-jump);
        await service.Services.GetRequiredService<ServiceKeys>().RefreshAsync();
        counted += await UseAsync(service, client, code);
        before = await RefreshAsync(client, before);
        await client.UntilAsync(before, me => me.Json.GetProperty("invitation_user_count").GetInt32() == counted);
        await client.UntilAsync(before, me => me.Json.GetProperty("activated_invitation_count").GetInt32() == counted);

        await CheckAsync(service, service.Clock, mayHoldLongLeases: true);
        service.Clock.MoveOn(TimeSpan.FromSeconds(Math.Abs(seconds)) + TimeSpan.FromHours(2));
        await CheckAsync(service, service.Clock, mayHoldLongLeases: false);
        FaultTable.Now(
            "E2",
            $"the clock jumps by {jump} and back",
            $"{counted} sign-ups, mails, activations and log-ins, counted exactly"
        );
    }

    [Theory, Trait("Fault", "E1")]
    [MemberData(nameof(Jumps))]
    public async Task Second_node_with_another_clock_issues_and_accepts_tokens_and_counts(int seconds)
    {
        await using var server = await PostgresServer.StartAsync(fsync: false);
        var database = await server.CreateDatabaseAsync();
        await using var one = new Node(database) { SharesStore = true };
        await using var two = new Node(database) { SharesStore = true };
        two.Clock.Jump(TimeSpan.FromSeconds(seconds));
        using var first = one.CreateClient();
        using var second = two.CreateClient();
        var inviter = (await first.RegisterAsync(Requests.NewSignUp().With("use_cookies", false))).Is(201);
        foreach (var keys in new[] { one, two }.Select(node => node.Services.GetRequiredService<ServiceKeys>()))
        {
            await keys.RefreshAsync();
        }

        foreach (var (client, other) in new[] { (first, second), (second, first) })
        {
            var form = Requests
                .NewSignUp()
                .With("invitation_code", inviter["invitation_code"])
                .With("use_cookies", false);
            var account = (await client.RegisterAsync(form)).Is(201);
            await client.MeAsync(account);
            account = (await other.LogInAsync(form["username"], form["password1"])).Is(200);
            await other.MeAsync(account);
        }

        // A token of the node that is ahead is good on the other node. A token of the node that is behind is good, too,
        // while the clocks differ by less than a token's life.
        var ahead = seconds > 0 ? second : first;
        var token = (await ahead.RegisterAsync(Requests.NewSignUp())).Is(201);
        await first.MeAsync(token);
        await second.MeAsync(token);
        await CheckAsync(one, one.Clock, mayHoldLongLeases: true);
    }

    [Theory, Trait("Fault", "E2")]
    [MemberData(nameof(Jumps))]
    public void Time_that_Orleans_runs_by_does_not_jump(int seconds)
    {
        var clock = new TestClock();
        var steady = new SteadyTime(clock);
        var before = steady.GetUtcNow();
        clock.Jump(TimeSpan.FromSeconds(seconds));
        var after = steady.GetUtcNow();
        Assert.True(after >= before && after < before.AddSeconds(Math.Abs(seconds)));
        clock.MoveOn(TimeSpan.FromDays(1));
        Assert.True(steady.GetUtcNow() >= after.AddDays(1));
    }

    /// <summary>Signs up, gets the mail, activates, logs in, refreshes and gets a mail for a new password.</summary>
    private static async Task<int> UseAsync(ClockedService service, HttpClient client, string code)
    {
        var form = Requests.NewSignUp().With("invitation_code", code).With("use_cookies", false);
        (await client.RegisterAsync(form)).Is(201);
        var mail = await Mailbox.ReadAsync(service.MailFolder, form["email"]);
        (await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = mail[0].Token() })).Is(200);
        var session = (
            await client.SendAsync(
                HttpMethod.Post,
                "/jwt/login/",
                new
                {
                    username = form["username"],
                    password = form["password1"],
                    use_cookies = false,
                }
            )
        ).Is(200);
        await client.MeAsync(session);
        await RefreshAsync(client, session);
        (await client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = form["email"] })).Is(202);
        await Mailbox.ReadAsync(service.MailFolder, form["email"], 2);
        return 1;
    }

    private static async Task<Answer> RefreshAsync(HttpClient client, Answer session) =>
        (await client.SendAsync(HttpMethod.Post, "/jwt/refresh/", new { refresh_token = session["refresh_token"] })).Is(
            200
        );

    /// <summary>
    /// Checks the store. <c>fsck</c> reports leases and waits of mails in the future, which a wrong clock gave.
    /// </summary>
    private static async Task CheckAsync(Service service, TimeProvider clock, bool mayHoldLongLeases)
    {
        var breaches = new List<Breach>();
        await StoreCheck.RunAsync(
            service.Services.GetRequiredService<RegistrationStore>(),
            "registration",
            clock,
            limitsWereLowered: false,
            breaches.Add
        );
        Assert.DoesNotContain(
            breaches,
            breach => !mayHoldLongLeases || breach.Invariant is not (Invariant.I5 or Invariant.I6)
        );
    }

    private sealed class Node(string database) : Service
    {
        public TestClock Clock { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("ConnectionStrings:Registration", database);
            builder.UseSetting("Keys:MasterSecret", Secret);
            builder.UseSetting("Mail:Mode", "Folder");
            builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Clock));
        }
    }
}
