using System.Collections.Immutable;

namespace OrleansRegistration.Jobs;

/// <summary>The record of the list of jobs.</summary>
internal sealed record JobsRecord
{
    /// <summary>How many jobs are listed.</summary>
    public const int MaxListed = 1000;

    /// <summary>The starts of jobs that are not known to have ended, by token.</summary>
    public ImmutableDictionary<Guid, StartedJob> Unfinished
    {
        get;
        init => field = value ?? field;
    } = ImmutableDictionary<Guid, StartedJob>.Empty;

    /// <summary>The newest jobs, the newest last. Some may never have started.</summary>
    public ImmutableArray<Guid> Listed
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    public JobsRecord Add(Guid job, Guid token, DateTimeOffset now) =>
        this with
        {
            Unfinished = Unfinished.SetItem(token, new(job, now)),
            Listed = Listed.Contains(job) ? Listed : [.. Listed.TakeLast(MaxListed - 1), job],
        };

    public JobsRecord End(Guid job)
    {
        var starts = Unfinished.Where(start => start.Value.Job == job).Select(start => start.Key).ToArray();
        return starts.Length == 0 ? this : this with { Unfinished = Unfinished.RemoveRange(starts) };
    }
}

/// <summary>A start of a job.</summary>
internal sealed record StartedJob(Guid Job, DateTimeOffset At);
