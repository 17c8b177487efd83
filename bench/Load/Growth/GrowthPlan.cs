namespace OrleansRegistration.Bench.Growth;

/// <summary>The settings of <c>growth</c>.</summary>
/// <param name="Sizes">The numbers of accounts before the first sign-up, smallest first.</param>
/// <param name="Count">Sign-ups of a run.</param>
/// <param name="Warm">Sign-ups before the first run of each service.</param>
internal sealed record GrowthPlan(
    IReadOnlyList<int> Sizes,
    int Rounds,
    int Count,
    int Warm,
    int Inviters,
    bool WithFsck
);
