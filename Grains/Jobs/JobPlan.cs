using System.Collections.Immutable;
using OrleansRegistration.Audit;

namespace OrleansRegistration.Jobs;

/// <summary>What a kind of job knows of one job.</summary>
/// <param name="Start">The act that started the job. Changes that the job makes have its id, actor and reason.</param>
/// <param name="Secret">Random bytes of this job.</param>
/// <param name="Position">Where the step begins; <c>null</c> for the first step.</param>
internal sealed record JobPlan(
    Guid Id,
    ActRequest Start,
    IReadOnlyDictionary<string, string> Parameters,
    ImmutableArray<byte> Secret,
    string? Position,
    long Done,
    long? Total
);
