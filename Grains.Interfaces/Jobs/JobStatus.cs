using System.Collections.Immutable;

namespace OrleansRegistration.Jobs;

/// <summary>A job as operators see it.</summary>
/// <param name="Done">How many things the job has done.</param>
/// <param name="Error">Why the job failed, in plain words; <c>null</c> if it did not.</param>
/// <param name="Actor">Who did the last act on the job: who started it, or cancelled it.</param>
[GenerateSerializer, Immutable, Alias("job-status")]
public sealed record JobStatus(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Kind,
    [property: Id(2)] ImmutableDictionary<string, string> Parameters,
    [property: Id(3)] JobState State,
    [property: Id(4)] long Done,
    [property: Id(5)] long? Total,
    [property: Id(6)] DateTimeOffset StartedAt,
    [property: Id(7)] DateTimeOffset? EndedAt,
    [property: Id(8)] string? Error,
    [property: Id(9)] string Actor
);
