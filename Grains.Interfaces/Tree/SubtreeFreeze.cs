using OrleansRegistration.Users;

namespace OrleansRegistration.Tree;

/// <summary>A freeze of a subtree, as each account in it remembers it.</summary>
/// <param name="Root">The account whose subtree is frozen.</param>
/// <param name="Job">The job that freezes it.</param>
/// <param name="Disables">Whether the freeze also disables the account.</param>
[GenerateSerializer, Immutable, Alias("subtree-freeze")]
public sealed record SubtreeFreeze(
    [property: Id(0)] UserId Root,
    [property: Id(1)] Guid Job,
    [property: Id(2)] bool Disables
);
