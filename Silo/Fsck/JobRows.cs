using System.Globalization;
using OrleansRegistration.Jobs;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks jobs' rows: a job is done when everything is done, and one that has not ended is listed, so that it is
/// resumed.
/// </summary>
internal sealed class JobRows(Findings findings, StoreIndex index)
    : RowChecker<JobRecord>(StateJson.Default.JobRecord, findings)
{
    private readonly List<(Guid Job, RowKey Row)> _running = [];

    /// <inheritdoc/>
    public override void Finish()
    {
        foreach (var (job, row) in _running)
        {
            if (!index.UnfinishedJobs.Contains(job))
            {
                Findings.Report(Invariant.Job, "a job has not ended, and nothing resumes it", row);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Check(RowKey row, JobRecord record)
    {
        if (!GrainKeys.TryParseJob(row.GrainKey, out var job))
        {
            Findings.Report(Invariant.Readable, "the key is not a job's", row);
            return;
        }

        if (record.Kind.Length == 0)
        {
            return; // nothing was started
        }

        if (record.State is JobState.Running)
        {
            _running.Add((job, row));
        }

        if (
            record.Done > record.Total
            || (record.State is JobState.Done && record.Done != (record.Total ?? record.Done))
        )
        {
            Findings.Report(
                Invariant.Job,
                string.Create(CultureInfo.InvariantCulture, $"a job has done {record.Done} of {record.Total}"),
                row
            );
        }
    }
}

/// <summary>Reads which jobs are listed as unfinished.</summary>
internal sealed class JobsRows(Findings findings, StoreIndex index)
    : RowChecker<JobsRecord>(StateJson.Default.JobsRecord, findings)
{
    /// <inheritdoc/>
    protected override void Check(RowKey row, JobsRecord record) =>
        index.UnfinishedJobs.UnionWith(record.Unfinished.Values.Select(start => start.Job));
}
