using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>Everything that a comparison measured.</summary>
internal sealed class ComparisonResults
{
    /// <summary>Our service on PostgreSQL.</summary>
    public const string Own = "ours";

    /// <summary>Our service on SQLite.</summary>
    public const string OwnOnSqlite = "ours, SQLite";

    public List<MeasuredRun> Runs { get; } = [];

    /// <summary>Argon2id hashes a second on both cores, measured between the rounds.</summary>
    public List<double> HashesPerSecond { get; } = [];

    /// <summary>Milliseconds of PostgreSQL's processor time for a sign-up in one call.</summary>
    public double OneCallFloor { get; set; }

    public Dictionary<PasswordCost, OverloadResult> Overload { get; } = [];

    /// <summary>Resident memory in MiB when the last sign-up was answered, and half a minute later.</summary>
    public (double AtEnd, double Later) Memory { get; set; }

    /// <summary>What <c>fsck</c> said of each of our stores: name, exit code, last words.</summary>
    public List<(string Store, int ExitCode, string Said)> Fsck { get; } = [];

    /// <summary>The runs of one kind.</summary>
    public IReadOnlyList<MeasuredRun> Of(Scenario scenario, string service) =>
        [.. Runs.Where(run => run.Scenario == scenario && run.Service == service)];

    /// <summary>The median over the rounds of what <paramref name="read"/> takes from a run; not a number when there was none.</summary>
    public double Median(Scenario scenario, string service, Func<MeasuredRun, double> read) =>
        RoundSummary.Of(Of(scenario, service).Select(read)).Median;

    /// <summary>Milliseconds of processor time for each sign-up: of the service and of PostgreSQL together.</summary>
    public static double AllCpu(MeasuredRun run) => ServiceCpu(run) + PostgresCpu(run);

    public static double ServiceCpu(MeasuredRun run) => run.Result.ProcessorMs(RunningService.Service);

    public static double PostgresCpu(MeasuredRun run) => run.Result.ProcessorMs(RunningService.Postgres);
}
