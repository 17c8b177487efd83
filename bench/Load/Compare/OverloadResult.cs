using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Compare;

/// <summary>A flood of sign-ups, and what other clients saw meanwhile.</summary>
/// <param name="Peak">Sign-ups a second just before the flood.</param>
/// <param name="Ready">The number of answers of <c>/health/ready</c>, by status.</param>
/// <param name="LogIns">The number of answers to log-ins, by status.</param>
internal sealed record OverloadResult(
    PasswordCost Cost,
    double Peak,
    LoadResult Flood,
    Dictionary<string, int> Ready,
    Dictionary<string, int> LogIns,
    Latency LogInLatency
);
