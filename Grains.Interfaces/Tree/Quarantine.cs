namespace OrleansRegistration.Tree;

/// <summary>What the root of a frozen subtree remembers of the freeze.</summary>
/// <param name="Job">The job that freezes the subtree.</param>
/// <param name="Actor">Who started it, as <see cref="Audit.Actor.ToString"/> writes it.</param>
/// <param name="UnfreezeJob">The job that unfreezes the subtree; <c>null</c> for none.</param>
[GenerateSerializer, Immutable, Alias("quarantine")]
public sealed record Quarantine(
    [property: Id(0)] Guid Job,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Actor,
    [property: Id(3)] string? Reason,
    [property: Id(4)] Guid? UnfreezeJob
);
