using System.Diagnostics.Metrics;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.Jobs;

/// <summary>The jobs of the service, as the list of jobs in this silo knows them, and how jobs ended.</summary>
internal sealed class JobMetrics : Backlog
{
    private readonly Counter<long> _ends;

    /// <summary>Adds the instruments.</summary>
    public JobMetrics(IMeterFactory meters, ServiceClock clock)
        : base(
            meters,
            clock,
            ("registration.jobs.running", "{job}", "Jobs that have started and not ended"),
            ("registration.jobs.oldest", "For how long the oldest of these jobs has run")
        ) =>
        _ends = Meter.CreateCounter<long>("registration.jobs.ended", "{job}", "Jobs that ended, by kind and outcome");

    /// <summary>Records the end of a job.</summary>
    public void End(JobRecord job) =>
        _ends.Add(
            1,
            new KeyValuePair<string, object?>("kind", job.Kind),
            new KeyValuePair<string, object?>("outcome", TagValue.Of(job.State))
        );
}
