using System.Globalization;

namespace OrleansRegistration.Tests;

/// <summary>
/// Runs clients against a cluster while faults are injected one after another, and checks what they were told against
/// what is stored in the end.
/// </summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    /// <summary>
    /// For how long after an acknowledgement a node that cannot know better may answer from old memory: three seconds
    /// (MembershipCheck), and the time of a request that was under way.
    /// </summary>
    public static readonly TimeSpan MayBeStale = TimeSpan.FromSeconds(5);

    /// <summary>How soon everything must answer after a fault was healed, on a loaded machine with two cores.</summary>
    public static readonly TimeSpan MustAnswer = TimeSpan.FromSeconds(60);

    private const int Probe = 900;
    private const int OrdinaryCodes = 12;
    private const int MostOverlaps = 10;
    private const int Redeemers = 24;
    private const int HostingMilliseconds = 700;

    // So long a node that woke up goes on before it ends itself.
    private const int WakingMilliseconds = 2500;
    private const int MostLogIns = 20_000;
    private const int Readers = 16;
    private static readonly int[] LimitsOfCodes = [3, 20, 100];
    private static readonly TimeSpan CalmTime = TimeSpan.FromSeconds(0.5);

    private readonly ChaosPlan _plan;
    private readonly Cluster _cluster;
    private readonly History _history;
    private readonly MailIndex _mails;
    private readonly Workload _work;
    private readonly Dice _dice;
    private readonly Dictionary<string, int> _limits = [];
    private readonly List<FaultWindow> _windows = [];
    private readonly List<Task> _helpers = [];
    private readonly List<string> _breaches = [];

    private ChaosRun(ChaosPlan plan, Cluster cluster, DirectoryInfo folder)
    {
        (_plan, _cluster) = (plan, cluster);
        _history = new(Path.Combine(folder.FullName, "history.jsonl"));
        _mails = new([.. cluster.Nodes.Select(node => node.MailFolder)]);
        _work = new(cluster.Nodes, _history, _mails);
        _dice = new(plan.Seed);
    }

    /// <summary>Runs a plan.</summary>
    /// <param name="folder">For logs, data and the history.</param>
    public static async Task<ChaosReport> RunAsync(ChaosPlan plan, DirectoryInfo folder)
    {
        await using var cluster = await Cluster.StartAsync(folder, ChaosPlan.Nodes, plan.DiskBytes);
        await using var run = new ChaosRun(plan, cluster, folder);
        await run.PrepareAsync();
        await run.DisturbAsync();
        return await run.CheckAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _work.Stop(TimeSpan.Zero);
        await _mails.DisposeAsync();
        await _history.DisposeAsync();
        _work.Dispose();
    }

    /// <summary>Makes the accounts whose codes the clients redeem.</summary>
    private async Task PrepareAsync()
    {
        var client = new Client(0, _work, _dice.Split());
        _work.Hot = await OwnerAsync(client);
        for (var i = 0; i < OrdinaryCodes; i++)
        {
            _work.Ordinary.Add(await OwnerAsync(client));
        }

        var administrator = await AdministratorAsync();
        foreach (var limit in LimitsOfCodes)
        {
            var owner = await OwnerAsync(client);
            _work.Limited.Add(owner);
            _limits[owner.OwnCode] = limit;
            var reply = await _cluster
                .Nodes[0]
                .SendAsync(
                    HttpMethod.Patch,
                    $"/api/admin/codes/{owner.OwnCode}/",
                    new { limit },
                    administrator.Session!.Access
                );
            Assert.True(reply.IsOk, reply.Why);
        }
    }

    private async Task<Account> AdministratorAsync()
    {
        var client = new Client(0, _work, _dice.Split());
        var account = await OwnerAsync(client);
        var patience = _history.Now + (long)MustAnswer.TotalMicroseconds;
        while (!account.IsActive)
        {
            Assert.True(_history.Now < patience, "The administrator's mail did not come.");
            await Task.Delay(50);
            await client.ActivateAsync();
        }

        await _cluster.GrantAsync(account.Username);
        await client.LogInAsync(account, 0);
        return account;
    }

    private static async Task<Account> OwnerAsync(Client client) =>
        await client.SignUpAsync(work => work.SignUps.Spread(""))
        ?? throw new InvalidOperationException("The first sign-ups were refused. See history.jsonl.");

    /// <summary>Injects faults while clients work.</summary>
    private async Task DisturbAsync()
    {
        var clients = Enumerable
            .Range(1, _plan.Clients)
            .Select(number => new Client(number, _work, _dice.Split()).RunAsync(_plan.Pause))
            .ToList();
        await OverlapAsync();
        foreach (var fault in Faults())
        {
            await InjectAsync(fault);
        }

        // What is still without a truth so long after the last fault is stuck.
        _work.Stop(MustAnswer);
        await Task.WhenAll(clients.Concat(_helpers));
    }

    /// <summary>
    /// Freezes a node that hosts the grain of a code and those of users who sign up, until other nodes host these, too,
    /// and lets it go on: two activations write one row. It is repeated until storage has refused a write of the node
    /// that woke up, for a few times.
    /// </summary>
    private async Task OverlapAsync()
    {
        var most = _plan.IsLong ? MostOverlaps : 1;
        for (var times = 0; times < most && _windows.Sum(window => window.Overlaps) == 0; times++)
        {
            await InjectAsync(new("a busy node frozen (SIGSTOP)", 0, (8000, 9000), FreezeHostAsync));
        }

        if (_plan.IsLong && _windows.Sum(window => window.Overlaps) == 0)
        {
            _breaches.Add("overlap: no write of an overlapping activation was seen, so none was tested");
        }
    }

    private async Task<Func<Task>> FreezeHostAsync(Cluster cluster, Dice dice)
    {
        var host = dice.Of(cluster.Nodes);
        var owner = await OwnerAsync(new(0, _work, dice.Split(), host));
        _work.Ordinary.Add(owner);
        var isFrozen = false;
        var isOver = false;
        for (var number = 0; number < Redeemers; number++)
        {
            _helpers.Add(RedeemAsync(host, () => isFrozen));
        }

        await Task.Delay(HostingMilliseconds);
        host.Freeze();

        // What is under way stays so until the node goes on. Others redeem the code meanwhile.
        isFrozen = true;
        _helpers.AddRange(cluster.Nodes.Where(node => node != host).Select(node => RedeemAsync(node, () => isOver)));
        return async () =>
        {
            var before = host.Conflicts;
            host.Thaw();
            isOver = true;
            await Task.Delay(WakingMilliseconds);
            _windows[^1].Overlaps = host.Conflicts - before;
        };

        async Task RedeemAsync(Node node, Func<bool> isEnough)
        {
            var client = new Client(Probe - _helpers.Count, _work, dice.Split()) { First = node };
            while (!isEnough() && !_work.Stopping.IsCancellationRequested)
            {
                await client.SignUpAsync(work => work.SignUps.Spread(owner.OwnCode));
            }
        }
    }

    private IEnumerable<FaultKind> Faults()
    {
        var possible = FaultKinds.All.Where(kind => kind.WhyLeftOut is null).ToList();
        var injected = 0;
        foreach (var kind in _dice.Shuffle(possible))
        {
            injected++;
            yield return kind;
        }

        while (
            _history.Now < _plan.AtMost.TotalMicroseconds
            && (
                injected < _plan.Faults
                || _work.SignedUp < _plan.SignUps
                || _history.Now < _plan.AtLeast.TotalMicroseconds
            )
        )
        {
            injected++;
            yield return _dice.Weighted([.. possible.Select(kind => (kind, kind.Weight))]);
        }
    }

    private async Task InjectAsync(FaultKind kind)
    {
        await Task.Delay(CalmTime);
        var deaths = Deaths();
        var window = new FaultWindow(kind.Name)
        {
            Calm = _windows.Count > 0 ? _windows[^1].Answered : 0,
            Injected = _history.Now,
            UnderWay = _work.UnderWay,
        };
        _windows.Add(window);
        _history.Note(kind.Name);
        var heal = await kind.InjectAsync(_cluster, _dice);
        await Task.Delay(kind.Hold.AtLeast + _dice.Next(kind.Hold.AtMost - kind.Hold.AtLeast + 1));
        await heal();
        window.Healed = _history.Now;
        _history.Note($"healed: {kind.Name}");
        try
        {
            await Task.WhenAll(_cluster.Nodes.Select(UntilAnswersAsync)).WaitAsync(MustAnswer);
        }
        catch (TimeoutException)
        {
            _breaches.Add($"liveness: not all nodes answered within {MustAnswer.TotalSeconds} s after {kind.Name}");
            throw new InvalidOperationException(_breaches[^1]);
        }

        window.Answered = _history.Now;
        window.LastFailure = _work.LastFailure > window.Injected ? _work.LastFailure : 0;
        window.Deaths = Deaths() - deaths;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{window.Injected / 1e6:F1} s: {kind.Name}, answered "
                    + $"{(window.Answered - window.Healed) / 1e6:F1} s after healing; {_work.SignedUp} sign-ups, "
                    + $"{window.Deaths} nodes ended by themselves, "
                    + $"{window.Overlaps} writes of overlapping activations refused"
            )
        );
    }

    private int Deaths() => _cluster.Nodes.Sum(node => node.Deaths.Count);

    /// <summary>Waits until a node signs up with the hot code and logs in.</summary>
    private async Task UntilAnswersAsync(Node node)
    {
        var client = new Client(Probe + node.Number, _work, _dice.Split(), node);
        if (await client.SignUpAsync(work => work.SignUps.Spread(work.Hot.OwnCode)) is { } account)
        {
            await client.LogInAsync(account, 0);
        }
    }

    private async Task<ChaosReport> CheckAsync()
    {
        await UntilMailsCameAsync();
        await ReadEverythingAsync();
        var history = _history.Operations;
        var bound = (long)MayBeStale.TotalMicroseconds;
        var mails = _work.Acknowledged.ToDictionary(account => account.Key, account => _mails.Count(account.Email));
        Verdict[] verdicts =
        [
            Accounts.Check(history, bound),
            Counts.Check(history, bound),
            Limits.Check(history, _limits),
            NameOwners.Check(history, bound),
            SessionEnds.Check(history, bound),
            MailCounts.Check(history, mails),
        ];
        var stuck = history.Where(o => o.Outcome == Outcome.Unknown).ToList();
        _breaches.AddRange(stuck.Select(o => $"stuck: {o.What} {o.Key} (operation {o.Number})"));
        _breaches.AddRange(_work.Faults);
        _breaches.AddRange(verdicts.SelectMany(verdict => verdict.Breaches));
        var (exitCode, said) = await _cluster.FsckAsync();
        if (exitCode != 0)
        {
            _breaches.Add($"fsck ended with {exitCode}: {said}");
        }

        return new(_plan, history, _windows, verdicts, _breaches, [.. _cluster.Nodes.Select(node => node.Deaths)]);
    }

    /// <summary>Waits until each acknowledged account has its mail, for a while.</summary>
    private async Task UntilMailsCameAsync()
    {
        var patience = _history.Now + (long)MustAnswer.TotalMicroseconds;
        while (_history.Now < patience && _work.Acknowledged.Any(account => _mails.Count(account.Email) == 0))
        {
            await Task.Delay(200);
        }
    }

    /// <summary>Reads rows, accounts and counts as they are in the end.</summary>
    private async Task ReadEverythingAsync()
    {
        using var work = new Workload(_cluster.Nodes, _history, _mails) { Hot = _work.Hot };
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Readers };
        var process = 1000;
        var some = _dice.Shuffle(_work.Acknowledged.Concat(_work.Refused)).Take(MostLogIns);
        await Parallel.ForEachAsync(
            some,
            parallel,
            async (account, _) =>
                await new Client(Interlocked.Increment(ref process), work, _dice.Split()).LogInAsync(
                    account,
                    account.Password
                )
        );
        await ReadRowsAsync();
        foreach (var owner in _work.Limited.Concat(_work.Ordinary).Append(_work.Hot))
        {
            await UntilCountedAsync(new Client(Interlocked.Increment(ref process), work, _dice.Split()), owner);
        }
    }

    /// <summary>Reads the count of a code until it has all sign-ups that were acknowledged, for a while.</summary>
    private async Task UntilCountedAsync(Client client, Account owner)
    {
        var patience = _history.Now + (long)MustAnswer.TotalMicroseconds;
        var acknowledged = _work.Acknowledged.Count(account => account.Code == owner.OwnCode);
        await client.LogInAsync(owner, owner.Password);
        while (await client.MeAsync(owner) < acknowledged && _history.Now < patience)
        {
            await Task.Delay(200);
        }
    }

    /// <summary>Adds the row of each account to the history, and the lack of one for an acknowledged account.</summary>
    private async Task ReadRowsAsync()
    {
        var rows = await _cluster.AccountsAsync();
        foreach (var row in rows)
        {
            _history.End(_history.Begin(row), Outcome.Ok);
        }

        foreach (var key in _work.Acknowledged.Select(account => account.Key).Except(rows.Select(row => row.Key)))
        {
            var absent = new Operation
            {
                Process = 0,
                What = What.Row,
                Key = key,
            };
            _history.End(_history.Begin(absent), Outcome.Fail);
        }
    }
}
