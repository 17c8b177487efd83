using System.Collections.Immutable;

namespace OrleansRegistration.Jobs;

/// <summary>
/// What a kind of job does. Registered as a singleton; the grain of each job of the kind calls it. A new kind of job
/// implements this and nothing else.
/// </summary>
internal interface IJobWork
{
    /// <summary>The kind (<see cref="JobKinds"/>).</summary>
    string Kind { get; }

    /// <summary>
    /// Runs one step, which should take about a second. It must be idempotent: after a crash, or on another node at the
    /// same time, the step may be run again.
    /// </summary>
    /// <exception cref="JobFailedException">The job cannot go on, ever.</exception>
    Task<JobStep> RunAsync(JobPlan job);

    /// <inheritdoc cref="IJobGrain.ListResultsAsync"/>
    Task<ImmutableArray<string>> ListAsync(JobPlan job, long from, int count) =>
        Task.FromResult(ImmutableArray<string>.Empty);
}
