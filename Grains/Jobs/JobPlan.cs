using System.Collections.Immutable;

namespace OrleansRegistration.Jobs;

/// <summary>What a kind of job knows of one job.</summary>
/// <param name="Id">The id of the job, and of the act that started it where a change needs none of its own.</param>
/// <param name="Secret">Random bytes of this job.</param>
/// <param name="Position">Where the step begins; <c>null</c> for the first step.</param>
internal sealed record JobPlan(
    Guid Id,
    IReadOnlyDictionary<string, string> Parameters,
    ImmutableArray<byte> Secret,
    string? Position,
    long Done,
    long? Total
);
