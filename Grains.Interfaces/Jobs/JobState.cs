namespace OrleansRegistration.Jobs;

/// <summary>How far a job is. Stored by name.</summary>
[GenerateSerializer, Alias("job-state")]
public enum JobState
{
    /// <summary>The job goes on.</summary>
    Running,

    /// <summary>The job has done everything.</summary>
    Done,

    /// <summary>The job ended, because it cannot go on.</summary>
    Failed,

    /// <summary>An operator ended the job. What it had done stays.</summary>
    Cancelled,
}
