using System.Collections.Immutable;
using OrleansRegistration.Audit;

namespace OrleansRegistration.Jobs;

/// <summary>A job that is to start.</summary>
/// <param name="Kind">What the job does, such as <c>codes.batch</c> (<see cref="JobKinds"/>).</param>
/// <param name="Parameters">What the kind of job needs to know, in snake_case. Operators read it.</param>
/// <param name="Total">How many things the job is to do; <c>null</c> if nobody knows yet.</param>
/// <param name="Fingerprint">What a repeat under the same id must match.</param>
[GenerateSerializer, Immutable, Alias("job-request")]
public sealed record JobRequest(
    [property: Id(0)] string Kind,
    [property: Id(1)] ImmutableDictionary<string, string> Parameters,
    [property: Id(2)] long? Total,
    [property: Id(3)] string Fingerprint,
    [property: Id(4)] ActRequest Act
);
