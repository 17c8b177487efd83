namespace OrleansRegistration.Bench.Growth;

/// <summary>How growth is measured.</summary>
/// <param name="Sizes">Accounts before the first sign-up, smallest first.</param>
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
