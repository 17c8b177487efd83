using OrleansRegistration.Bench.Measure;

namespace OrleansRegistration.Bench.Compare;

/// <summary>What other clients saw during a flood of sign-ups.</summary>
/// <param name="Peak">Sign-ups a second before the flood.</param>
/// <param name="Ready">The number of answers of <c>/health/ready</c>, by status.</param>
/// <param name="LogIns">The number of answers to log-ins, by status.</param>
internal sealed record OverloadResult(
    double Peak,
    Dictionary<string, int> Ready,
    Dictionary<string, int> LogIns,
    Latency LogInLatency
);
