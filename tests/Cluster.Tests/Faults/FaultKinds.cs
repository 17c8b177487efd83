namespace OrleansRegistration.Tests;

/// <summary>The faults that the suite injects.</summary>
internal static class FaultKinds
{
    private const int Slowest = 200;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // Orleans evicts a silo that seems to try to join for five minutes, so a node cannot join whose clock is further
    // behind.
    private static readonly TimeSpan Minutes = TimeSpan.FromMinutes(4);

    private static readonly string? NoNetworks = Cluster.HasOwnNetworks ? null : "networks of their own need root";
    private static readonly string? NoDisk = Cluster.HasOwnNetworks ? null : "a small disk needs root";
    private static readonly string? NoClock = FakeClock.IsInstalled ? null : "libfaketime is not installed";

    public static IReadOnlyList<FaultKind> All { get; } =
    [
        new("a node killed (SIGKILL)", 4, (0, 2000), KillAsync),
        new("a node frozen (SIGSTOP)", 4, (5000, 8000), FreezeAsync),
        new("a node stopped (SIGTERM)", 3, (0, 1000), StopAsync),
        new("all nodes restarted in turn", 1, (0, 0), RollAsync),
        new("PostgreSQL crashed", 3, (500, 3000), CrashDatabaseAsync),
        new("all connections to PostgreSQL terminated", 3, (0, 0), TerminateAsync),
        new("a node's connections to PostgreSQL reset", 2, (0, 500), CutDatabaseAsync),
        new("PostgreSQL refuses a node", 2, (1000, 5000), RefuseDatabaseAsync),
        new("PostgreSQL cut off from a node", 2, (2000, 6000), WithholdDatabaseAsync),
        new("PostgreSQL's disk full", 2, (500, 2000), FillDiskAsync, NoDisk),
        new("two nodes cut off from each other", 3, (4000, 8000), CutPairAsync, NoNetworks),
        new("two nodes refuse each other", 2, (3000, 6000), RefusePairAsync, NoNetworks),
        new("a node cut off from all others", 2, (4000, 8000), CutNodeAsync, NoNetworks),
        new("the network between nodes delayed", 2, (2000, 6000), DelayAsync, NoNetworks),
        new("a node's clock an hour ahead", 1, (1000, 4000), (c, dice) => ClockAsync(c, dice, Hour), NoClock),
        new("a node's clock four minutes behind", 1, (1000, 4000), (c, dice) => ClockAsync(c, dice, -Minutes), NoClock),
    ];

    private static async Task<Func<Task>> KillAsync(Cluster cluster, Dice dice)
    {
        var node = dice.Of(cluster.Nodes);
        await node.KillAsync();
        return Heal(() => node.Start());
    }

    private static Task<Func<Task>> FreezeAsync(Cluster cluster, Dice dice)
    {
        var node = dice.Of(cluster.Nodes);
        node.Freeze();
        return Task.FromResult(Heal(node.Thaw));
    }

    private static async Task<Func<Task>> StopAsync(Cluster cluster, Dice dice)
    {
        var node = dice.Of(cluster.Nodes);
        await node.StopAsync();
        return Heal(() => node.Start());
    }

    private static async Task<Func<Task>> RollAsync(Cluster cluster, Dice dice)
    {
        foreach (var node in dice.Shuffle(cluster.Nodes))
        {
            await node.StopAsync();
            node.Start();
            await Cluster.UntilReadyAsync(node);
        }

        return Heal(() => { });
    }

    private static async Task<Func<Task>> CrashDatabaseAsync(Cluster cluster, Dice dice)
    {
        await cluster.Server.StopAsync();
        return cluster.Server.StartAgainAsync;
    }

    private static async Task<Func<Task>> TerminateAsync(Cluster cluster, Dice dice)
    {
        await cluster.Server.CutConnectionsAsync(cluster.Database);
        return Heal(() => { });
    }

    private static Task<Func<Task>> CutDatabaseAsync(Cluster cluster, Dice dice) =>
        DatabaseAsync(dice.Of(cluster.Nodes), relay => relay.Cut());

    private static Task<Func<Task>> RefuseDatabaseAsync(Cluster cluster, Dice dice) =>
        DatabaseAsync(dice.Of(cluster.Nodes), relay => relay.Refuse());

    private static Task<Func<Task>> WithholdDatabaseAsync(Cluster cluster, Dice dice) =>
        DatabaseAsync(dice.Of(cluster.Nodes), relay => relay.Withhold());

    private static Task<Func<Task>> DatabaseAsync(Node node, Action<Relay> inject)
    {
        inject(node.ToDatabase!);
        return Task.FromResult(Heal(node.ToDatabase!.Heal));
    }

    private static Task<Func<Task>> FillDiskAsync(Cluster cluster, Dice dice)
    {
        cluster.Disk.Fill();
        return Task.FromResult<Func<Task>>(() =>
        {
            cluster.Disk.Free();
            return cluster.Server.EnsureRunsAsync();
        });
    }

    private static Task<Func<Task>> CutPairAsync(Cluster cluster, Dice dice) =>
        RelaysAsync(Pair(cluster, dice), relay => relay.Withhold());

    private static Task<Func<Task>> RefusePairAsync(Cluster cluster, Dice dice) =>
        RelaysAsync(Pair(cluster, dice), relay => relay.Refuse());

    private static Task<Func<Task>> CutNodeAsync(Cluster cluster, Dice dice)
    {
        var node = dice.Of(cluster.Nodes);
        var from = cluster.Nodes.Where(other => other != node).Select(other => other.ToNodes[node.Number]);
        return RelaysAsync([.. node.ToNodes.Values, .. from], relay => relay.Withhold());
    }

    private static Task<Func<Task>> DelayAsync(Cluster cluster, Dice dice)
    {
        var delay = TimeSpan.FromMilliseconds(1 + dice.Next(Slowest));
        return RelaysAsync([.. cluster.Nodes.SelectMany(node => node.ToNodes.Values)], relay => relay.Delay(delay));
    }

    /// <summary>
    /// A silo's generation is its clock at the start, and a later generation on the same port makes it dead. So a node
    /// whose clock was put back cannot join on its old port. It gets another port meanwhile.
    /// </summary>
    private static async Task<Func<Task>> ClockAsync(Cluster cluster, Dice dice, TimeSpan off)
    {
        var node = dice.Of(cluster.Nodes);
        var port = node.Address.Silo.Port;
        await node.StopAsync();
        node.Move(Runs.FreePort.Find(), cluster.Nodes);
        node.Start(off);
        await Cluster.UntilReadyAsync(node);
        return async () =>
        {
            await node.StopAsync();
            node.Move(port, cluster.Nodes);
            node.Start();
        };
    }

    /// <summary>The relays between two nodes, in both directions.</summary>
    private static Relay[] Pair(Cluster cluster, Dice dice)
    {
        var nodes = dice.Shuffle(cluster.Nodes);
        return [nodes[0].ToNodes[nodes[1].Number], nodes[1].ToNodes[nodes[0].Number]];
    }

    private static Task<Func<Task>> RelaysAsync(IReadOnlyList<Relay> relays, Action<Relay> inject)
    {
        Each(inject);
        return Task.FromResult(Heal(() => Each(relay => relay.Heal())));

        void Each(Action<Relay> act)
        {
            foreach (var relay in relays)
            {
                act(relay);
            }
        }
    }

    private static Func<Task> Heal(Action heal) =>
        () =>
        {
            heal();
            return Task.CompletedTask;
        };
}
