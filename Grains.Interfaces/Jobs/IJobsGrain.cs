using System.Collections.Immutable;
using Orleans.Concurrency;

namespace OrleansRegistration.Jobs;

/// <summary>
/// The list of jobs; key <c>jobs/service</c>. It knows which jobs have not ended, and lets them go on.
/// </summary>
[Alias("IJobsGrain"), GrainInterfaceType(GrainTypes.Jobs)]
public interface IJobsGrain : IGrainWithStringKey
{
    /// <summary>Stores that a job may be about to start. Called before the job's own row is written.</summary>
    /// <param name="token">Made for this one start.</param>
    [Alias("add"), AlwaysInterleave]
    Task AddAsync(Guid job, Guid token);

    /// <summary>Stores that a job has ended.</summary>
    [Alias("end"), AlwaysInterleave]
    Task EndAsync(Guid job);

    /// <summary>
    /// Lets every job go on that has not ended. A worker calls this at silo start and every few seconds.
    /// </summary>
    [Alias("resume"), AlwaysInterleave]
    Task ResumeAsync();

    /// <summary>Lists the newest jobs, the newest first. Jobs that ended long ago are not listed.</summary>
    /// <param name="after">The job after which the list begins; <c>null</c> for all.</param>
    /// <returns><c>null</c> when <paramref name="after"/> is not listed.</returns>
    [Alias("list"), AlwaysInterleave]
    Task<ImmutableArray<Guid>?> ListAsync(Guid? after, int limit);
}
