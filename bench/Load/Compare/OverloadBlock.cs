using System.Diagnostics;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;
using OrleansRegistration.Bench.Wire;

namespace OrleansRegistration.Bench.Compare;

/// <summary>
/// Sends four times the sign-ups that our service can do. Shows whether the service keeps its peak rate, refuses at
/// once, stays ready, and still lets users log in.
/// </summary>
internal static class OverloadBlock
{
    private const double Times = 4;
    private const int InFlight = 2048;
    private const int Users = 8;

    // Often enough to see a gap, and too seldom to be load.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly int[] ClientCounts = [64, 256];

    /// <summary>Measures our service.</summary>
    public static async Task RunAsync(Comparison comparison, PasswordCost cost, CancellationToken cancellationToken)
    {
        var cheap = cost == PasswordCost.Cheap;
        var store = await OwnStore.PostgreSqlAsync(
            ComparisonResults.Own + ", overload",
            cheap ? "bench_overload_cheap" : "bench_overload_default",
            comparison.Build.Folder,
            cancellationToken
        );
        await using (var own = await comparison.Build.StartAsync(store, cost, comparison.Postgres, cancellationToken))
        {
            var inviters = comparison.Sizes.Inviters(cheap);
            await comparison.PartAsync(
                $"warm-up, flood, {cost}",
                () => Comparison.WarmAsync(own, comparison.Sizes.FloodWarm(cheap), inviters, cancellationToken)
            );
            for (var round = 1; round <= comparison.Rounds; round++)
            {
                await FloodAsync(comparison, cost, round, own, inviters, cancellationToken);
            }
        }

        await comparison.FsckAsync(store, cost, cancellationToken);
    }

    private static async Task FloodAsync(
        Comparison comparison,
        PasswordCost cost,
        int round,
        RunningService own,
        int inviters,
        CancellationToken cancellationToken
    )
    {
        double peak = 0;
        foreach (var clients in ClientCounts)
        {
            var plan = new LoadPlan
            {
                Count = comparison.Sizes.Peak(cost == PasswordCost.Cheap),
                Clients = clients,
                IsFlood = true, // the service may refuse some of 256 clients
                Inviters = inviters,
                Warmup = 0,
            };
            var run = await comparison.MeasureAsync(Scenario.Peak, cost, round, own, plan, cancellationToken);
            peak = Math.Max(peak, run.Result.AcceptedPerSecond);
        }

        using var client = new ServiceClient([own.Url], Users);
        var users = await own.Accounts.UsersAsync(client, Users, withTokens: false, cancellationToken);
        Tally ready = new(),
            logIns = new();
        var seconds = comparison.Sizes.OverloadSeconds;
        var flood = await comparison.MeasureAsync(
            Scenario.Overload,
            cost,
            round,
            own,
            new()
            {
                Rate = peak * Times,
                Count = (int)(peak * Times * seconds),
                InFlight = InFlight,
                Inviters = inviters,
                Warmup = 0,
                Bound = TimeSpan.FromSeconds(seconds),
            },
            cancellationToken,
            end => Task.WhenAll(AskAsync(own.Url, ready, end), LogInAsync(client, users, logIns, end))
        );
        comparison.Results.Floods.Add(
            new(cost, peak, flood.Result, ready.Statuses(), logIns.Statuses(), logIns.Accepted)
        );
    }

    private static async Task AskAsync(Uri service, Tally ready, CancellationToken end)
    {
        using var http = new HttpClient { BaseAddress = service, Timeout = Patience };
        var path = new Uri("/health/ready", UriKind.Relative);
        while (!end.IsCancellationRequested)
        {
            var since = Stopwatch.GetTimestamp();
            try
            {
                using var reply = await http.GetAsync(path, CancellationToken.None);
                ready.Add((int)reply.StatusCode, since);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                ready.Add(exception is HttpRequestException ? Reply.Broken : Reply.Unanswered, since);
            }

            await PauseAsync(end);
        }
    }

    private static async Task LogInAsync(
        ServiceClient client,
        IReadOnlyList<TestAccount> users,
        Tally logIns,
        CancellationToken end
    )
    {
        var open = new List<Task>();
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            open.Add(OneAsync(users[i % users.Count]));
            await PauseAsync(end);
        }

        await Task.WhenAll(open);

        async Task OneAsync(TestAccount user)
        {
            var since = Stopwatch.GetTimestamp();
            using var patience = new CancellationTokenSource(Patience);
            logIns.Add(await client.LogInAsync(user.LogIn, patience.Token), since);
        }
    }

    private static async Task PauseAsync(CancellationToken end)
    {
        try
        {
            await Task.Delay(Pause, end);
        }
        catch (OperationCanceledException)
        {
            // The flood has ended.
        }
    }
}
