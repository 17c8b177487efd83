using System.Diagnostics;
using System.Globalization;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Targets;
using OrleansRegistration.Bench.Wire;

namespace OrleansRegistration.Bench.Run;

/// <summary>Creates the test accounts, warms the service up, measures it, and checks what it stored.</summary>
internal static class LoadRun
{
    private const char WarmPhase = 'w';
    private const char MeasuredPhase = 'm';
    private const double Little = 0.1; // seconds of CPU in a step

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    // CPU after the last reply belongs to the run: mails are sent and redemptions are counted. The work has ended when
    // a step takes little CPU, but not before a service that counts later has had time to count.
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    /// <summary>Runs a plan.</summary>
    /// <param name="store">The database of the service; <c>null</c> to check the replies only.</param>
    /// <param name="accounts">The test accounts of this service from earlier runs.</param>
    /// <param name="meanwhile">Runs while the measured requests are sent, until its token is cancelled.</param>
    /// <exception cref="InvalidOperationException">A test account could not be created.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped.</exception>
    public static async Task<LoadResult> ExecuteAsync(
        LoadPlan plan,
        IAccountStore? store,
        TestAccounts accounts,
        CancellationToken cancellationToken,
        Func<CancellationToken, Task>? meanwhile = null
    )
    {
        using var client = new ServiceClient(plan.Urls, Math.Max(plan.Clients, plan.Rate > 0 ? plan.InFlight : 0));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var hot = plan.Mode == LoadMode.Hot ? await TestAccounts.NewAsync(client, cancellationToken) : null;
        IReadOnlyList<TestAccount> inviters = plan.Mode switch
        {
            LoadMode.Hot => [hot!],
            LoadMode.NoCode or LoadMode.Refused or LoadMode.Login => [],
            _ => await accounts.InvitersAsync(client, plan.Inviters, cancellationToken),
        };
        IReadOnlyList<TestAccount> users = plan.Mode is LoadMode.Login or LoadMode.Mixed
            ? await accounts.UsersAsync(client, plan.Users, plan.Mode == LoadMode.Mixed, cancellationToken)
            : [];
        var requests = new Requests(plan, client, inviters, users, end.Token);
        await WarmAsync(plan, requests);
        cancellationToken.ThrowIfCancellationRequested();

        var check = store is null ? null : await AccountCheck.BeginAsync(store, hot, cancellationToken);
        var tallies = Enum.GetValues<RequestKind>().ToDictionary(kind => kind, _ => new Tally());
        var prizes = new int[plan.Mode == LoadMode.Race ? plan.Count : 0];
        end.CancelAfter(plan.Bound + Grace);
        using var sent = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var meter = UsageMeter.Start(plan.Watch);
        var start = Stopwatch.GetTimestamp();
        var other = meanwhile?.Invoke(sent.Token) ?? Task.CompletedTask;
        await ProgressDisplay.ShowAsync(
            Title(plan),
            plan.Mode == LoadMode.Race ? plan.Count * plan.Racers : plan.Count,
            count => SendAllAsync(plan, requests, tallies, prizes, count)
        );
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await sent.CancelAsync();
        await other;
        cancellationToken.ThrowIfCancellationRequested();

        await RestAsync(plan, store is { CountsAfterReply: false } ? Step : AccountCheck.Settling, cancellationToken);
        var (usage, others) = meter.Stop();
        var signUps = tallies[RequestKind.SignUp];
        var breaches = Breaches(plan, tallies, prizes).ToList();
        var settledAfter = check is null
            ? 0
            : await check.EndAsync(signUps, inviters.Count > 0, breaches, cancellationToken);
        return new()
        {
            Label = plan.Label,
            Mode = plan.Mode,
            Loop = plan.Rate > 0 ? Text($"open, {plan.Rate:0.#}/s") : Text($"closed, {plan.Clients}"),
            Requests = tallies.Values.Sum(tally => tally.Total),
            Seconds = seconds,
            Accepted = tallies.Values.Sum(tally => tally.Count(Reply.IsAccepted)),
            Kinds = tallies
                .Where(kind => kind.Value.Total > 0)
                .ToDictionary(
                    kind => kind.Key,
                    kind => new KindResult(kind.Value.Statuses(), kind.Value.Accepted, kind.Value.Refused)
                ),
            Usage = usage,
            OthersCores = others,
            SettledAfter = settledAfter,
            Breaches = breaches,
        };
    }

    private static Task WarmAsync(LoadPlan plan, Requests requests) =>
        ProgressDisplay.ShowAsync(
            $"{plan.Label}: warm-up",
            plan.Warmup,
            count =>
                ClosedLoop.RunAsync(
                    plan.Warmup,
                    plan.Clients,
                    plan.Bound,
                    async i =>
                    {
                        await requests.SendAsync(WarmPhase, i);
                        count();
                    }
                )
        );

    private static async Task RestAsync(LoadPlan plan, TimeSpan least, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();

        // A database works for itself, too.
        int[] processes = [.. plan.Watch.Where(one => one.Name != RunningService.Postgres).Select(one => one.Process)];
        double used;
        do
        {
            var before = ProcessTree.ProcessorSeconds(processes).Sum();
            await Task.Delay(Step, cancellationToken);
            used = ProcessTree.ProcessorSeconds(processes).Sum() - before;
        } while (Stopwatch.GetElapsedTime(since) is var rest && (rest < least || (used > Little && rest < Grace)));
    }

    private static Task SendAllAsync(
        LoadPlan plan,
        Requests requests,
        Dictionary<RequestKind, Tally> tallies,
        int[] prizes,
        Action count
    )
    {
        return plan switch
        {
            { Mode: LoadMode.Race } => ClosedLoop.RunAsync(
                plan.Count,
                Math.Max(1, plan.Clients / plan.Racers),
                plan.Bound,
                RaceAsync
            ),
            { Rate: > 0 } => OpenLoop.RunAsync(plan.Count, plan.Rate, plan.InFlight, plan.Bound, OneAsync),
            _ => ClosedLoop.RunAsync(plan.Count, plan.Clients, plan.Bound, ThenPauseAsync),
        };

        async Task<int> OneAsync(int number, long since)
        {
            var status = await requests.SendAsync(MeasuredPhase, number);
            tallies[requests.KindOf(number)].Add(status, since);
            count();
            return status;
        }

        async Task ThenPauseAsync(int number)
        {
            if (Reply.IsRefused(await OneAsync(number, Stopwatch.GetTimestamp())) && plan.Pause > TimeSpan.Zero)
            {
                await Task.Delay(plan.Pause);
            }
        }

        async Task RaceAsync(int prize)
        {
            var since = Stopwatch.GetTimestamp();
            await Task.WhenAll(
                Enumerable
                    .Range(prize * plan.Racers, plan.Racers)
                    .Select(async racer =>
                    {
                        var status = await requests.RaceAsync(MeasuredPhase, racer, prize);
                        tallies[RequestKind.SignUp].Add(status, since);
                        if (Reply.IsAccepted(status))
                        {
                            Interlocked.Increment(ref prizes[prize]);
                        }

                        count();
                    })
            );
        }
    }

    private static IEnumerable<string> Breaches(LoadPlan plan, Dictionary<RequestKind, Tally> tallies, int[] prizes)
    {
        foreach (var (kind, tally) in tallies)
        {
            // A refusal is a breach only in modes that give no reason for one.
            foreach (var (status, times) in tally.Statuses())
            {
                var orderly =
                    status.StartsWith('2')
                    || (plan.Mode is LoadMode.Race or LoadMode.Refused && status.StartsWith('4'))
                    || ((plan.Rate > 0 || plan.IsFlood) && status is "503");
                if (!orderly)
                {
                    yield return Text($"{kind}: {times} times {status}");
                }
            }
        }

        if (prizes.Count(wins => wins > 1) is > 0 and var shared)
        {
            yield return Text($"{shared} names won more than once");
        }

        if (prizes.Count(wins => wins == 0) is > 0 and var lost)
        {
            yield return Text($"{lost} names won by nobody");
        }
    }

    private static string Title(LoadPlan plan) => $"{plan.Label}: {plan.Mode}";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
