using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>All results of a comparison.</summary>
internal sealed class ComparisonResults
{
    /// <summary>The name of our service on PostgreSQL.</summary>
    public const string Own = "ours";

    /// <summary>The name of our service on SQLite.</summary>
    public const string OwnOnSqlite = "ours, SQLite";

    public List<MeasuredRun> Runs { get; } = [];

    /// <summary>Argon2id hashes a second on both cores, measured between the rounds.</summary>
    public List<double> HashesPerSecond { get; } = [];

    /// <summary>Milliseconds of CPU that PostgreSQL needs for a sign-up in one call.</summary>
    public double OneCallFloor { get; set; }

    public Dictionary<PasswordCost, OverloadResult> Overload { get; } = [];

    /// <summary>Resident memory in MiB after the last answer, and half a minute later.</summary>
    public (double AtEnd, double Later) Memory { get; set; }

    /// <summary>The results of <c>fsck</c> on our stores: name, exit code, output.</summary>
    public List<(string Store, int ExitCode, string Said)> Fsck { get; } = [];

    /// <summary>The runs of a service in a scenario.</summary>
    public IReadOnlyList<MeasuredRun> Of(Scenario scenario, string service) =>
        [.. Runs.Where(run => run.Scenario == scenario && run.Service == service)];

    /// <summary>
    /// The median over the rounds of the value that <paramref name="read"/> takes from a run; NaN if there are no runs.
    /// </summary>
    public double Median(Scenario scenario, string service, Func<MeasuredRun, double> read) =>
        RoundSummary.Of(Of(scenario, service).Select(read)).Median;

    /// <summary>Milliseconds of CPU per sign-up of the service and PostgreSQL together.</summary>
    public static double AllCpu(MeasuredRun run) => ServiceCpu(run) + PostgresCpu(run);

    public static double ServiceCpu(MeasuredRun run) => run.Result.ProcessorMs(RunningService.Service);

    public static double PostgresCpu(MeasuredRun run) => run.Result.ProcessorMs(RunningService.Postgres);
}
