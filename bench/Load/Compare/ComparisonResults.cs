using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>All results of a comparison.</summary>
internal sealed class ComparisonResults
{
    /// <summary>The name of our service on PostgreSQL as it is shipped: activation mails go to a folder.</summary>
    public const string Own = "ours";

    /// <summary>The name of our service on PostgreSQL without activation: it sends no mails.</summary>
    public const string OwnWithoutMail = "ours, no mail";

    /// <summary>The name of our service on PostgreSQL while many mails wait.</summary>
    public const string OwnWhileMailsWait = "ours, mails waiting";

    /// <summary>The name of our service on SQLite.</summary>
    public const string OwnOnSqlite = "ours, SQLite";

    /// <summary>The name of our service on a SQLite file with many accounts.</summary>
    public const string OwnOnLargeSqlite = "ours, large SQLite";

    public List<MeasuredRun> Runs { get; } = [];

    /// <summary>The password hash without a service, one value for each round.</summary>
    public List<BareHash> BareHashes { get; } = [];

    /// <summary>Milliseconds of CPU that PostgreSQL needs for a sign-up in one call.</summary>
    public double OneCallFloor { get; set; }

    /// <summary>The floods, one for each password cost and round.</summary>
    public List<OverloadResult> Floods { get; } = [];

    /// <summary>The accounts of <see cref="OwnOnLargeSqlite"/> before the first sign-up.</summary>
    public int LargeStore { get; set; }

    /// <summary>The mails that waited before the sign-ups of <see cref="OwnWhileMailsWait"/>, and after them.</summary>
    public (long Before, long After) WaitingMails { get; set; }

    /// <summary>Resident memory in MiB after the last answer, and half a minute later.</summary>
    public (double AtEnd, double Later) Memory { get; set; }

    /// <summary>The results of <c>fsck</c> on our stores: name, exit code, output.</summary>
    public List<(string Store, int ExitCode, string Said)> Fsck { get; } = [];

    /// <summary>How long each part of the comparison took.</summary>
    public Dictionary<string, TimeSpan> Times { get; } = [];

    /// <summary>The runs of a service in a scenario.</summary>
    public IReadOnlyList<MeasuredRun> Of(Scenario scenario, string service) =>
        [.. Runs.Where(run => run.Scenario == scenario && run.Service == service)];

    /// <summary>
    /// The median over the rounds of the value that <paramref name="read"/> takes from a run; NaN if there are no runs.
    /// </summary>
    public double Median(Scenario scenario, string service, Func<MeasuredRun, double> read) =>
        RoundSummary.Of(Of(scenario, service).Select(read)).Median;

    /// <summary>The median over the rounds of the bare hash.</summary>
    public double Median(Func<BareHash, double> read) => RoundSummary.Of(BareHashes.Select(read)).Median;

    /// <summary>The median over the floods with a password cost.</summary>
    public double Median(PasswordCost cost, Func<OverloadResult, double> read) =>
        RoundSummary.Of(Floods.Where(flood => flood.Cost == cost).Select(read)).Median;

    /// <summary>Milliseconds of CPU per sign-up of the service and PostgreSQL together.</summary>
    public static double AllCpu(MeasuredRun run) => ServiceCpu(run) + PostgresCpu(run);

    public static double ServiceCpu(MeasuredRun run) => run.Result.ProcessorMs(RunningService.Service);

    public static double PostgresCpu(MeasuredRun run) => run.Result.ProcessorMs(RunningService.Postgres);
}
