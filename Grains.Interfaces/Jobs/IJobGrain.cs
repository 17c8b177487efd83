using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansRegistration.Audit;

namespace OrleansRegistration.Jobs;

/// <summary>
/// One job; key <c>job/&lt;id&gt;</c>. It runs in small steps and writes its progress after each. After a crash at most
/// one step is repeated. Calls interleave and share writes.
/// </summary>
[Alias("IJobGrain"), GrainInterfaceType(GrainTypes.Job)]
public interface IJobGrain : IGrainWithStringKey
{
    /// <summary>Starts the job, and does not wait for its end. Idempotent.</summary>
    /// <returns><c>null</c> when another request has started a job under this id.</returns>
    [Alias("start"), AlwaysInterleave]
    Task<JobStatus?> StartAsync(JobRequest request);

    /// <summary>The job; <c>null</c> when there is none.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<JobStatus?> GetAsync();

    /// <summary>
    /// Ends the job after the step that is under way, and waits for the end of the step. Changes nothing when it has
    /// ended.
    /// </summary>
    /// <returns><c>null</c> when there is no such job.</returns>
    [Alias("cancel"), AlwaysInterleave]
    Task<JobStatus?> CancelAsync(ActRequest request);

    /// <summary>Lets the job go on if it is not running in this activation.</summary>
    /// <returns>
    /// <c>false</c> when nothing is left to do: the job has ended, or it was never started. Of a start that is under
    /// way the answer is binding: it fails, and starts anew.
    /// </returns>
    [Alias("resume"), AlwaysInterleave]
    Task<bool> ResumeAsync();

    /// <summary>Lists what the job has made, in order.</summary>
    /// <param name="from">The number of the first thing, from 0.</param>
    /// <param name="count">How many numbers to look at.</param>
    /// <returns>Things that are not made are missing. Empty when there is no such job.</returns>
    [Alias("results"), AlwaysInterleave]
    Task<ImmutableArray<string>> ListResultsAsync(long from, int count);
}
