using System.Collections.Concurrent;
using System.Net;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

/// <summary>One of two nodes is killed, frozen or stopped. The other serves what the first one had in memory.</summary>
[Collection(ClusterCollection.Name)]
public sealed class LostNodeTests
{
    private const int Accounts = 24;
    private const int SignUps = 120;

    [Theory]
    [InlineData("KILL")]
    [InlineData("STOP")]
    [InlineData("TERM")]
    public async Task Accounts_and_sign_ups_under_way_are_served_by_the_other_node(string signal)
    {
        await using var cluster = await RunningCluster.CreateAsync();
        var lost = await cluster.StartNodeAsync();
        var other = await cluster.StartNodeAsync();
        var inviter = Requests.NewSignUp();
        var code = (await lost.Client.RegisterAsync(inviter)).Is(201)["invitation_code"];
        var accounts = Enumerable.Range(0, Accounts).Select(_ => Requests.NewSignUp()).ToArray();
        await Task.WhenAll(accounts.Select(async form => (await lost.Client.RegisterAsync(form)).Is(201)));
        await Task.WhenAll(accounts.Select(async form => (await LogInAsync(lost, form)).Is(200)));

        var forms = Enumerable
            .Range(0, SignUps)
            .Select(i => (Key: $"key-{i}", Form: Requests.NewSignUp().With("invitation_code", code)))
            .ToArray();
        var repeats = await BurstAsync(forms, [lost, other], () => lost.SignalAsync(signal), signal);
        foreach (var form in accounts)
        {
            var answer = await Until.AnsweredAsync(() => LogInAsync(other, form), 200);
            (await other.Client.MeAsync(answer)).Is(200);
        }

        // Each has one account, and each account is counted once.
        foreach (var (key, form) in forms)
        {
            (await other.Client.RegisterAsync(form, ("Idempotency-Key", key))).Is(201);
        }

        var signedIn = (await LogInAsync(other, inviter)).Is(200);
        var counted = await other.Client.UntilAsync(signedIn, me => Counted(me) >= SignUps);
        Assert.Equal(SignUps, Counted(counted));
        if (signal == "TERM")
        {
            Assert.All(repeats, count => Assert.InRange(count, 0, 1));
            Assert.Equal(0, await lost.EndAsync());
        }

        FaultTable.Now(
            "cluster",
            $"SIG{signal} to one of two nodes in a burst of {SignUps} sign-ups",
            $"all are settled, each counted once; at most {repeats.Max()} repeats by a client"
        );
    }

    [Fact]
    public async Task A_node_that_stops_answers_while_it_is_not_ready_and_asks_its_clients_to_leave()
    {
        await using var cluster = await RunningCluster.CreateAsync(new() { ["Cluster__DrainSeconds"] = "600" });
        var node = await cluster.StartNodeAsync();
        var form = Requests.NewSignUp();
        (await node.Client.RegisterAsync(form)).Is(201);
        Assert.NotEqual(true, (await LogInAsync(node, form)).Is(200).Headers.ConnectionClose);

        await node.SignalAsync("TERM");
        await Until.SoAsync(
            async () => (await node.Client.ReadAsync("/health/ready")).Status is HttpStatusCode.ServiceUnavailable,
            "It is still ready."
        );
        Assert.True((await LogInAsync(node, form)).Is(200).Headers.ConnectionClose);
        Assert.True((await node.Client.RegisterAsync(Requests.NewSignUp())).Is(201).Headers.ConnectionClose);
        Assert.True((await node.Client.ReadAsync("/health/live")).Is(200).Headers.ConnectionClose);
    }

    [Fact]
    public async Task A_frozen_node_that_wakes_up_serves_nothing_of_its_old_memory_and_ends()
    {
        await using var cluster = await RunningCluster.CreateAsync(
            new() { ["Registration__RequireActivation"] = "false" }
        );
        var frozen = await cluster.StartNodeAsync();
        var other = await cluster.StartNodeAsync();
        var accounts = await Task.WhenAll(
            Enumerable
                .Range(0, Accounts)
                .Select(async _ =>
                {
                    var form = Requests.NewSignUp().With("use_cookies", false);
                    return (Form: form, Account: (await frozen.Client.RegisterAsync(form)).Is(201));
                })
        );
        await Task.WhenAll(accounts.Select(async one => (await LogInAsync(frozen, one.Form)).Is(200)));
        await frozen.SignalAsync("STOP");

        // Once the other node serves all of them, one half gets another password, and the other half ends.
        foreach (var (form, _) in accounts)
        {
            await Until.AnsweredAsync(() => LogInAsync(other, form), 200);
        }

        foreach (var (i, (form, account)) in accounts.Index())
        {
            (
                await other.Client.SendAsync(
                    i % 2 == 0 ? HttpMethod.Post : HttpMethod.Delete,
                    i % 2 == 0 ? "/api/password/change/" : "/api/me/",
                    i % 2 == 0 ? NewPassword : new { password = form["password1"] },
                    ("Authorization", $"Bearer {account["token"]}")
                )
            ).Is(204);
        }

        // These wait in the sockets of the frozen node, and are the first that it reads.
        var answers = new ConcurrentBag<HttpStatusCode>();
        var asked = Task.WhenAll(
            accounts.Select(
                async (one, i) =>
                {
                    while (await AskAsync(i % 2 == 0, one.Form, one.Account) is { } status)
                    {
                        answers.Add(status);
                    }
                }
            )
        );
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await frozen.SignalAsync("CONT");
        Assert.Equal(134, await frozen.EndAsync());
        await asked;
        Assert.DoesNotContain(HttpStatusCode.OK, answers);
        FaultTable.Now(
            "cluster",
            "a node frozen until the others gave it up, then woken (old passwords, ended accounts)",
            $"{answers.Count} answers, none of them 200: "
                + string.Join(", ", answers.CountBy(status => (int)status).OrderBy(count => count.Key))
                + "; exit code 134"
        );

        async Task<HttpStatusCode?> AskAsync(bool hasNewPassword, Dictionary<string, object?> form, Answer account)
        {
            try
            {
                return (
                    hasNewPassword
                        ? await LogInAsync(frozen, form)
                        : await frozen.Client.ReadAsync("/api/me/", ("Authorization", $"Bearer {account["token"]}"))
                ).Status;
            }
            catch (HttpRequestException)
            {
                return null; // the process has ended
            }
        }
    }

    [Fact]
    public async Task A_node_without_the_table_of_the_members_refuses_until_the_table_is_back()
    {
        await using var cluster = await RunningCluster.CreateAsync();
        RunningService[] nodes = [await cluster.StartNodeAsync(), await cluster.StartNodeAsync()];
        var form = Requests.NewSignUp();
        var account = (await nodes[0].Client.RegisterAsync(form)).Is(201);
        await cluster.Server.StopAsync();
        foreach (var node in nodes)
        {
            await Until.SoAsync(
                async () => (await MeAsync(node)).Status is HttpStatusCode.ServiceUnavailable,
                "It answers from memory."
            );
            Assert.NotNull((await MeAsync(node)).IsProblem(503, "unavailable").Headers.RetryAfter);
        }

        await cluster.Server.StartAgainAsync();
        foreach (var node in nodes)
        {
            await Until.AnsweredAsync(() => MeAsync(node), 200);
            await Until.AnsweredAsync(() => node.Client.RegisterAsync(Requests.NewSignUp()), 201);
            Assert.Equal(0, await node.StopAsync());
        }

        Task<Answer> MeAsync(RunningService node) =>
            node.Client.ReadAsync("/api/me/", ("Authorization", $"Bearer {account["token"]}"));
    }

    private static readonly object NewPassword = new
    {
        old_password = "correct horse battery",
        password1 = "another horse battery",
        password2 = "another horse battery",
    };

    /// <summary>Sends sign-ups to all nodes, and loses one of the nodes when a quarter is answered.</summary>
    /// <returns>How often a client repeated each of them at another node.</returns>
    private static async Task<IReadOnlyCollection<int>> BurstAsync(
        (string Key, Dictionary<string, object?> Form)[] forms,
        RunningService[] nodes,
        Func<Task> loseFirst,
        string signal
    )
    {
        var answered = 0;
        var repeats = new ConcurrentBag<int>();
        var isLost = false;
        var burst = new ParallelOptions
        {
            MaxDegreeOfParallelism = 16,
            CancellationToken = TestContext.Current.CancellationToken,
        };
        await Parallel.ForEachAsync(
            forms.Index(),
            burst,
            async (one, _) =>
            {
                // A frozen node never answers, so only the other one is asked.
                var first = signal == "STOP" || Volatile.Read(ref isLost) ? 1 : one.Index % nodes.Length;
                for (var tries = 0; ; tries++)
                {
                    if (await SettledAsync(nodes[tries == 0 ? first : 1], one.Item))
                    {
                        repeats.Add(tries);
                        break;
                    }

                    Assert.True(tries < 100, "A sign-up is not settled.");
                    await Task.Delay(200, TestContext.Current.CancellationToken);
                }

                if (Interlocked.Increment(ref answered) == forms.Length / 4)
                {
                    await loseFirst();
                    Volatile.Write(ref isLost, signal != "TERM");
                }
            }
        );
        return repeats;
    }

    private static async Task<bool> SettledAsync(
        RunningService node,
        (string Key, Dictionary<string, object?> Form) signUp
    )
    {
        try
        {
            var answer = await node.Client.RegisterAsync(signUp.Form, ("Idempotency-Key", signUp.Key));
            Assert.True(
                answer.Status is HttpStatusCode.Created or HttpStatusCode.ServiceUnavailable,
                $"{(int)answer.Status} {answer.Text}"
            );
            return answer.Status is HttpStatusCode.Created;
        }
        catch (HttpRequestException)
        {
            return false; // the node has ended
        }
    }

    private static Task<Answer> LogInAsync(RunningService node, Dictionary<string, object?> form) =>
        node.Client.LogInAsync(form["username"], form["password1"]);

    private static int Counted(Answer me) => me.Json.GetProperty("invitation_user_count").GetInt32();
}
