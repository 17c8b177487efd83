using System.Diagnostics;
using System.Globalization;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Report;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Backlog;

/// <summary>
/// Measures sign-ups while more and more mails wait, because the mail server refuses every connection. Most of these
/// mails are written into the store while the service is stopped. The hash is the cheapest.
/// </summary>
internal static class BacklogRun
{
    private const int Clients = 64;
    private const double Little = 0.2; // seconds of CPU in a step
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    /// <summary>Measures <paramref name="count"/> sign-ups at each of <paramref name="levels"/>.</summary>
    public static async Task<MarkdownTable> ExecuteAsync(
        OwnBuild build,
        OwnStore store,
        WaitingMails mails,
        int? postmaster,
        IReadOnlyList<int> levels,
        int count,
        CancellationToken cancellationToken
    )
    {
        var table = new MarkdownTable(
            "mails waiting",
            "CPU ms a sign-up and its mail: service",
            "PostgreSQL",
            "both",
            "sign-ups/s",
            "p99 ms",
            "CPU when nobody signs up, cores",
            "service RSS MiB",
            "PostgreSQL RSS MiB",
            "others, cores"
        );

        // A mail that failed once waits for at least half an hour, so the service tries new mails only.
        var down = store.With(
            ("Mail__Mode", "Smtp"),
            ("Mail__Host", "127.0.0.1"),
            ("Mail__Port", FreePort.Find()),
            ("Mail__Security", "None"),
            ("Mail__RetrySeconds", "3600")
        );
        await using (var first = await build.StartAsync(down, PasswordCost.Cheap, null, cancellationToken))
        {
            await SignUpAsync(first, 1, cancellationToken); // makes the tables and the first rows
        }

        var made = 1;
        foreach (var level in levels)
        {
            // The first sign-ups after a start are slow and not measured. Their mails wait, too.
            var add = Math.Max(0, level - made - count);
            await mails.AddAsync(add, cancellationToken);
            made += add;
            table.Add(await MeasureAsync(build, down, postmaster, made + count, count, cancellationToken));
            Console.WriteLine(table);
            made += 2 * count;
        }

        return table;
    }

    /// <summary>Starts the service, and measures after as many sign-ups to warm up.</summary>
    private static async Task<string[]> MeasureAsync(
        OwnBuild build,
        OwnStore store,
        int? postmaster,
        int waiting,
        int count,
        CancellationToken cancellationToken
    )
    {
        await using var service = await build.StartAsync(store, PasswordCost.Cheap, null, cancellationToken);
        Watched[] watch =
        [
            new(RunningService.Service, service.Process),
            .. postmaster is { } database ? [new Watched(RunningService.Postgres, database)] : Array.Empty<Watched>(),
        ];
        await SignUpAsync(service, count, cancellationToken);
        await RestAsync(watch, cancellationToken);
        var idleMeter = UsageMeter.Start(watch);
        await Task.Delay(Idle, cancellationToken);
        var idle = idleMeter.Stop().Usage;
        var idleSeconds = idle.Values.Where(one => one != idle["load"]).Sum(one => one.ProcessorSeconds);

        var meter = UsageMeter.Start(watch);
        var result = await SignUpAsync(service, count, cancellationToken);
        await RestAsync(watch, cancellationToken);
        var (usage, others) = meter.Stop();
        var own = usage[RunningService.Service];
        var postgres = usage.GetValueOrDefault(RunningService.Postgres);
        return
        [
            Text($"{waiting}"),
            Text($"{own.ProcessorSeconds * 1000 / count:0.00}"),
            postgres is null ? "–" : Text($"{postgres.ProcessorSeconds * 1000 / count:0.00}"),
            Text($"{(own.ProcessorSeconds + (postgres?.ProcessorSeconds ?? 0)) * 1000 / count:0.00}"),
            Text($"{result.AcceptedPerSecond:0}"),
            Text($"{result.Main.Accepted.P99:0}"),
            Text($"{idleSeconds / Idle.TotalSeconds:0.00}"),
            Text($"{own.ResidentMebibytes:0}"),
            postgres is null ? "–" : Text($"{postgres.ResidentMebibytes:0}"),
            Text($"{others:0.00}"),
        ];
    }

    private static async Task<LoadResult> SignUpAsync(
        RunningService service,
        int count,
        CancellationToken cancellationToken
    )
    {
        var plan = new LoadPlan
        {
            Urls = [service.Url],
            Label = service.Name,
            Mode = LoadMode.NoCode,
            Count = count,
            Clients = Clients,
            Warmup = 0,
            Bound = Bound,
        };
        return await LoadRun.ExecuteAsync(plan, null, service.Accounts, cancellationToken);
    }

    /// <summary>Waits until the service has tried every new mail, which shows in two steps with little CPU.</summary>
    private static async Task RestAsync(IReadOnlyList<Watched> watch, CancellationToken cancellationToken)
    {
        var since = Stopwatch.GetTimestamp();
        var processes = watch.Select(one => one.Process).ToArray();
        for (
            double before = double.MaxValue, used = double.MaxValue;
            Stopwatch.GetElapsedTime(since) < Bound && !(used < Little && before < Little);
            before = used
        )
        {
            var start = ProcessTree.ProcessorSeconds(processes).Sum();
            await Task.Delay(Step, cancellationToken);
            used = ProcessTree.ProcessorSeconds(processes).Sum() - start;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
