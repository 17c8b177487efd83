using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Json;

namespace OrleansRegistration.Jobs;

/// <summary>A job.</summary>
internal sealed record JobResponse(
    [property: Format("uuid"), Description("The job's id.")] string Id,
    [property: Description("What the job does, such as `codes.batch`.")] string Kind,
    [property: Description("What the job was asked for.")] IReadOnlyDictionary<string, string> Parameters,
    [property: AllowedValues("running", "done", "failed", "cancelled"), Description("How far the job is.")]
        string State,
    [property: Description("How many things the job has done.")] long Done,
    [property: Description("How many things the job is to do, or `null` if that is not known yet.")] long? Total,
    [property: Description("When the job was started.")] DateTime StartedAt,
    [property: Description("When the job ended, or `null`.")] DateTime? EndedAt,
    [property: Description("Why the job failed, in plain English, or `null`.")] string? Error,
    [property: Description("Who started the job, or cancelled it.")] string Actor
)
{
    /// <summary>The answer for a job.</summary>
    public static JobResponse Of(JobStatus job) =>
        new(
            job.Id.ToString("D"),
            job.Kind,
            job.Parameters,
            NameOf(job.State),
            job.Done,
            job.Total,
            job.StartedAt.UtcDateTime,
            job.EndedAt?.UtcDateTime,
            job.Error,
            job.Actor
        );

    /// <summary>The name of a state.</summary>
    public static string NameOf(JobState state) =>
        state switch
        {
            JobState.Running => "running",
            JobState.Done => "done",
            JobState.Failed => "failed",
            JobState.Cancelled => "cancelled",
            _ => throw new ArgumentOutOfRangeException(nameof(state)),
        };
}

/// <summary>A page of jobs.</summary>
internal sealed record JobsResponse(
    [property: Description("Jobs, the newest first.")] IReadOnlyList<JobResponse> Items,
    [property: Description("The `cursor` of the next page, or `null` on the last page.")] string? NextCursor
);
