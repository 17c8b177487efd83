using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Jobs;

/// <inheritdoc cref="IJobsGrain"/>
[GrainType(GrainTypes.Jobs)]
internal sealed partial class JobsGrain : Grain, IJobsGrain
{
    // A start that is under way is not disturbed sooner.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly GroupCommit<JobsRecord> _record;
    private readonly ServiceClock _clock;
    private readonly JobMetrics _metrics;
    private readonly ILogger _logger;

    public JobsGrain(IGrainContext context, ServiceClock clock, JobMetrics metrics, ILogger<JobsGrain> logger)
    {
        (_clock, _metrics) = (clock, metrics);
        _logger = logger;
        _record = new(new(GrainTypes.Jobs, context), this.DeactivateOnIdle);
    }

    public async Task AddAsync(Guid job, Guid token)
    {
        await _record.LoadAsync();
        await _record.SaveAsync((_record.State ?? new()).Add(job, token, _clock.Now));
    }

    public async Task EndAsync(Guid job)
    {
        await _record.LoadAsync();
        if (_record.State is { } state)
        {
            await _record.SaveAsync(state.End(job));
        }
    }

    // The worker's calls keep the grain in memory, so an old activation would not leave it by itself.
    public async Task ResumeAsync()
    {
        await _record.LoadAsync();
        await _record.ConfirmAsync();
        var starts = _record.State?.Unfinished ?? ImmutableDictionary<Guid, StartedJob>.Empty;
        _metrics.Tell(
            this.GetPrimaryKeyString(),
            starts.Values.DistinctBy(start => start.Job).Count(),
            starts.Values.Min(start => (DateTimeOffset?)start.At)
        );
        await Task.WhenAll(
            starts.Where(start => IsDue(start.Value)).Select(start => ResumeAsync(start.Key, start.Value))
        );
    }

    public async Task<ImmutableArray<Guid>?> ListAsync(Guid? after, int limit)
    {
        await _record.LoadAsync();
        await _record.DurableAsync();
        var newest = (_record.State?.Listed ?? []).Reverse().ToImmutableArray();
        var begin = after is { } job ? newest.IndexOf(job) + 1 : 0;
        return after is not null && begin == 0 ? null : [.. newest.Skip(begin).Take(limit)];
    }

    // A clock that was set back must not hide a job.
    private bool IsDue(StartedJob start) => Clocks.IsOver(start.At + Grace, Grace, _clock.Now);

    private async Task ResumeAsync(Guid token, StartedJob start)
    {
        try
        {
            // Only this start is forgotten: the job may be starting anew, under another token.
            if (!await GrainFactory.GetJob(start.Job).ResumeAsync() && _record.State is { } state)
            {
                await _record.SaveAsync(state with { Unfinished = state.Unfinished.Remove(token) });
            }
        }
        catch (Exception e) when (e is InconsistentStateException || Failure.IsTransient(e))
        {
            LogNotResumed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to resume a job; retrying.")]
    private partial void LogNotResumed(Exception exception);
}
