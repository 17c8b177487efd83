using OrleansRegistration.Bench.Measure;

namespace OrleansRegistration.Bench.Compare;

/// <summary>What was seen beside a flood.</summary>
/// <param name="Peak">Sign-ups a second before the flood.</param>
/// <param name="Ready">Answers of <c>/health/ready</c> meanwhile, by status.</param>
/// <param name="LogIns">Answers to log-ins meanwhile, by status.</param>
internal sealed record OverloadResult(
    double Peak,
    Dictionary<string, int> Ready,
    Dictionary<string, int> LogIns,
    Latency LogInLatency
);
