using System.Globalization;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Nodes;

/// <summary>
/// Starts clusters of all-in-one nodes on empty PostgreSQL databases, one after the other, and sends the same load to
/// each. The nodes take turns, as behind a balancer. A negative size is so many services that know nothing of each
/// other, each on a database of its own: what several processes cost on this machine without a cluster.
/// </summary>
internal sealed class NodesRun(
    IReadOnlyList<(string Name, OwnBuild Build)> builds,
    PostgresCluster postgres,
    IReadOnlyList<int> sizes,
    IReadOnlyList<LoadMode> modes,
    int clients,
    int rate,
    int count,
    int warm,
    int seeded,
    PasswordCost cost,
    bool mails,
    bool tls
)
{
    private const string Database = "bench_nodes";
    private const int Inviters = 500;

    private readonly List<(string Build, int Nodes, LoadMode Mode, LoadResult Result, PostgresWork Work)> _runs = [];

    /// <summary>Measures every case in every round.</summary>
    public async Task ExecuteAsync(int rounds, CancellationToken cancellationToken)
    {
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var mode in modes)
            {
                // A code of one service is unknown to the others.
                foreach (var nodes in sizes.Where(size => size >= 0 || mode is LoadMode.NoCode))
                {
                    foreach (var (name, build) in builds)
                    {
                        var (result, work) = await MeasureAsync(name, build, nodes, mode, cancellationToken);
                        _runs.Add((name, nodes, mode, result, work));
                    }
                }
            }
        }
    }

    /// <summary>The medians of the rounds, with the least and the most.</summary>
    public MarkdownTable Table()
    {
        var table = new MarkdownTable(
            "code",
            "nodes",
            "build",
            "nodes, ms a sign-up",
            "PostgreSQL, ms",
            "sum, ms",
            "sum / one node's",
            "sign-ups/s",
            "p99, ms",
            "WAL, KiB a sign-up",
            "its flushes a sign-up",
            "transactions a sign-up",
            "stored, KiB a sign-up",
            "RSS of a node, MiB",
            "others, cores",
            "breaches"
        );
        foreach (var runs in _runs.GroupBy(run => (run.Mode, run.Nodes, run.Build)))
        {
            var one = _runs
                .Where(run => run.Mode == runs.Key.Mode && run.Build == runs.Key.Build && run.Nodes == 1)
                .Select(run => Sum(run.Result))
                .ToArray();
            table.Add(
                runs.Key.Mode.ToString().ToLowerInvariant(),
                runs.Key.Nodes switch
                {
                    0 => "Embedded",
                    < 0 => string.Create(CultureInfo.InvariantCulture, $"{-runs.Key.Nodes} unrelated"),
                    var nodes => nodes.ToString(CultureInfo.InvariantCulture),
                },
                runs.Key.Build,
                Median.Text(runs.Select(run => OfNodes(run.Result)), "0.000"),
                Median.Text(runs.Select(run => run.Result.ProcessorMs(RunningService.Postgres)), "0.000"),
                Median.Text(runs.Select(run => Sum(run.Result)), "0.000"),
                one.Length == 0 ? "" : Median.Text(runs.Select((run, round) => Sum(run.Result) / one[round]), "0.00"),
                Median.Text(runs.Select(run => run.Result.AcceptedPerSecond), "0"),
                Median.Text(runs.Select(run => run.Result.Main.Accepted.P99), "0"),
                Median.Text(runs.Select(run => Each(run.Work.WalBytes / 1024.0, run.Result)), "0.0"),
                Median.Text(runs.Select(run => Each(run.Work.WalFlushes, run.Result)), "0.00"),
                Median.Text(runs.Select(run => Each(run.Work.Transactions, run.Result)), "0.00"),
                Median.Text(runs.Select(run => Each(run.Work.StoredBytes / 1024.0, run.Result)), "0.0"),
                Median.Text(runs.Select(run => run.Result.Usage[NameOf(0)].ResidentMebibytes), "0"),
                Median.Text(runs.Select(run => run.Result.OthersCores), "0.00"),
                runs.Sum(run => run.Result.Breaches.Count).ToString(CultureInfo.InvariantCulture)
            );
        }

        return table;
    }

    private async Task<(LoadResult Result, PostgresWork Work)> MeasureAsync(
        string name,
        OwnBuild build,
        int nodes,
        LoadMode mode,
        CancellationToken cancellationToken
    )
    {
        var label = string.Create(CultureInfo.InvariantCulture, $"{name}, {nodes} nodes");
        var store = await StoreAsync(1);
        if (seeded > 0)
        {
            await build.FillAsync(Node(store, build, "", 0, 1), seeded, cancellationToken);
        }

        var isCluster = nodes > 0;
        var certificate = tls && isCluster ? await build.CertificateAsync(cancellationToken) : "";
        var services = new List<RunningService>();
        try
        {
            for (var node = 1; node <= Math.Max(Math.Abs(nodes), 1); node++)
            {
                var own = nodes < 0 && node > 1 ? await StoreAsync(node) : store;
                services.Add(
                    await build.StartAsync(
                        Node(own, build, certificate, nodes, node),
                        cost,
                        postgres,
                        cancellationToken
                    )
                );
            }

            var plan = new LoadPlan
            {
                Urls = [.. services.Select(service => service.Url)],
                Label = label,
                Mode = mode,
                Clients = clients * services.Count,
                Inviters = Inviters,
                Bound = TimeSpan.FromMinutes(3),
            };
            var accounts = services[0].Accounts;
            var many = plan with { Warmup = 0, Count = warm * services.Count };
            await LoadRun.ExecuteAsync(many, null, accounts, cancellationToken);
            await store.Accounts.AnalyzeAsync(cancellationToken);
            var before = await PostgresCluster.WorkAsync(cancellationToken);
            var watch = services.Select((service, i) => new Watched(NameOf(i), service.Process));
            var result = await LoadRun.ExecuteAsync(
                plan with
                {
                    Count = count,
                    Rate = rate,
                    Watch = [.. watch, new(RunningService.Postgres, postgres.Postmaster)],
                },
                nodes < 0 ? null : store.Accounts,
                accounts,
                cancellationToken
            );
            RunSummary.Print(result);
            return (result, await PostgresCluster.WorkAsync(cancellationToken) - before);
        }
        finally
        {
            foreach (var service in services)
            {
                await service.DisposeAsync();
            }
        }

        Task<OwnStore> StoreAsync(int number) =>
            OwnStore.PostgreSqlAsync(
                label,
                number == 1 ? Database : string.Create(CultureInfo.InvariantCulture, $"{Database}_{number}"),
                build.Folder,
                cancellationToken
            );
    }

    private OwnStore Node(OwnStore store, OwnBuild build, string certificate, int nodes, int node)
    {
        var folder = Path.Combine(build.Folder, string.Create(CultureInfo.InvariantCulture, $"node-{node}"));
        var own = store with { Name = string.Create(CultureInfo.InvariantCulture, $"node {node} of {nodes}") };
        return own.With(
            ("DataDirectory", folder),
            ("Cluster__Mode", nodes > 0 ? "Clustered" : "Embedded"),
            ("Cluster__DrainSeconds", "0"),
            ("Cluster__Tls", tls ? "true" : "false"),
            ("Cluster__Certificate", certificate),
            ("Keys__MasterSecret", "a secret of this bench, for all of its nodes"),
            ("Registration__RequireActivation", mails ? "true" : "false")
        );
    }

    private static string NameOf(int node) => string.Create(CultureInfo.InvariantCulture, $"node {node + 1}");

    private static double OfNodes(LoadResult result) =>
        Enumerable.Range(0, result.Usage.Count).Sum(node => result.ProcessorMs(NameOf(node)));

    private static double Each(double sum, LoadResult result) => sum / result.Accepted;

    private static double Sum(LoadResult result) => OfNodes(result) + result.ProcessorMs(RunningService.Postgres);
}
