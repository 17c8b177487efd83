namespace OrleansRegistration.Tests;

/// <summary>A kind of fault.</summary>
/// <param name="Name">As in the table of faults.</param>
/// <param name="Weight">How often it is drawn.</param>
/// <param name="Hold">How long it lasts, in milliseconds: at least and at most.</param>
/// <param name="InjectAsync">Injects it, and returns what heals it.</param>
/// <param name="WhyLeftOut">Why it cannot be injected on this machine; <c>null</c>: it can.</param>
internal sealed record FaultKind(
    string Name,
    int Weight,
    (int AtLeast, int AtMost) Hold,
    Func<Cluster, Dice, Task<Func<Task>>> InjectAsync,
    string? WhyLeftOut = null
);
