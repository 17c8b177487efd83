using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using OrleansRegistration.Audit;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Jobs;

/// <inheritdoc cref="IJobGrain"/>
[GrainType(GrainTypes.Job)]
internal sealed partial class JobGrain : Grain, IJobGrain
{
    // Longer than a step and its write take.
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(5);

    private readonly GroupCommit<JobRecord> _record;
    private readonly Dictionary<string, IJobWork> _kinds;
    private readonly ServiceClock _clock;
    private readonly JobMetrics _metrics;
    private readonly ILogger _logger;
    private Task? _running;
    private bool _isLeaving;

    public JobGrain(
        IGrainContext context,
        IEnumerable<IJobWork> kinds,
        ServiceClock clock,
        JobMetrics metrics,
        ILogger<JobGrain> logger
    )
    {
        _kinds = kinds.ToDictionary(work => work.Kind, StringComparer.Ordinal);
        (_clock, _metrics) = (clock, metrics);
        _logger = logger;
        _record = new(new(GrainTypes.Job, context), this.DeactivateOnIdle);
    }

    private Guid Id => GrainKeys.ParseJob(this.GetPrimaryKeyString());

    private JobRecord? Job => _record.State is { Kind.Length: > 0 } job ? job : null;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _isLeaving = true;
        return Task.CompletedTask;
    }

    // The list of jobs knows the job before its row is written, so a job that has started is always resumed.
    public async Task<JobStatus?> StartAsync(JobRequest request)
    {
        await _record.LoadAsync();
        while (Job is null)
        {
            var seen = _record.State;
            await GrainFactory.GetJobs().AddAsync(Id, Guid.NewGuid());
            if (ReferenceEquals(_record.State, seen))
            {
                await _record.SaveAsync(JobRecord.Of(request, _clock.Now));
            }
        }

        await _record.DurableAsync();
        if (Job is not { } job || job.Fingerprint != request.Fingerprint)
        {
            return null;
        }

        GoOn();
        return job.ToStatus(Id);
    }

    public async Task<JobStatus?> GetAsync()
    {
        await _record.LoadAsync();
        await _record.DurableAsync();
        return Job?.ToStatus(Id);
    }

    public async Task<JobStatus?> CancelAsync(ActRequest request)
    {
        await _record.LoadAsync();
        if (Job is not { } job)
        {
            return null;
        }

        var cancelled = job.End(JobState.Cancelled, _clock.Now);
        await (
            ReferenceEquals(cancelled, job)
                ? _record.ConfirmAsync()
                : _record.SaveAsync(
                    cancelled with
                    {
                        Act = Act.After(job.Act, ActKinds.CancelJob, request, _clock.Now),
                    }
                )
        );
        await (_running ?? Task.CompletedTask); // nothing changes after the answer
        return Job?.ToStatus(Id);
    }

    public async Task<bool> ResumeAsync()
    {
        await _record.LoadAsync();
        if (_record.State is null)
        {
            await _record.SaveAsync(JobRecord.Tombstone); // a start that is under way meets another version
        }

        if (Job is not { State: JobState.Running })
        {
            await _record.ConfirmAsync();
            return Job is { State: JobState.Running };
        }

        GoOn();
        return true;
    }

    public async Task<ImmutableArray<string>> ListResultsAsync(long from, int count)
    {
        await _record.LoadAsync();
        return Job is { } job && _kinds.TryGetValue(job.Kind, out var work)
            ? await work.ListAsync(PlanOf(job), from, count)
            : [];
    }

    private JobPlan PlanOf(JobRecord job) =>
        new(
            Id,
            new(Id, Actor.Parse(job.Act!.Actor), job.Act.Reason),
            job.Parameters,
            [.. Convert.FromBase64String(job.Secret ?? "")],
            job.Position,
            job.Done,
            job.Total
        );

    private void GoOn()
    {
        if (_running is null or { IsCompleted: true })
        {
            _running = RunAllAsync();
        }
    }

    private async Task RunAllAsync()
    {
        await Task.Yield();
        try
        {
            while (!_isLeaving && Job is { State: JobState.Running } job)
            {
                if (!_kinds.TryGetValue(job.Kind, out var work))
                {
                    LogUnknownKind(job.Kind); // another node may have a newer version
                    return;
                }

                DelayDeactivation(LongestStep);
                var step = await StepAsync(work, job);
                await _record.SaveAsync(step(Job!));
                if (Job is { State: not JobState.Running } ended)
                {
                    _metrics.End(ended);
                }
            }

            DelayDeactivation(TimeSpan.Zero);
            if (Job is { State: not JobState.Running })
            {
                await GrainFactory.GetJobs().EndAsync(Id);
            }
        }
        catch (Exception e) when (e is InconsistentStateException || Failure.IsTransient(e))
        {
            LogInterrupted(e);
            DelayDeactivation(TimeSpan.Zero);
        }
    }

    /// <summary>Runs one step.</summary>
    /// <returns>What becomes of the record, as it is by then.</returns>
    private async Task<Func<JobRecord, JobRecord>> StepAsync(IJobWork work, JobRecord job)
    {
        try
        {
            var step = await work.RunAsync(PlanOf(job));
            return record => record.After(step, _clock.Now);
        }
        catch (JobFailedException e)
        {
            return record => record.End(JobState.Failed, _clock.Now, e.Message);
        }
#pragma warning disable CA1031 // Any other failure is a bug. Repeating the step would meet it again.
        catch (Exception e) when (e is not InconsistentStateException && !Failure.IsTransient(e))
#pragma warning restore CA1031
        {
            LogFailed(e, job.Kind);
            return record =>
                record.End(JobState.Failed, _clock.Now, "The job met an unexpected failure. The log has its cause.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A job was interrupted; it goes on soon.")]
    private partial void LogInterrupted(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This version does not know jobs of kind {Kind}.")]
    private partial void LogUnknownKind(string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "A job of kind {Kind} failed.")]
    private partial void LogFailed(Exception exception, string kind);
}
