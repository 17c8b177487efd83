using OrleansRegistration.Bench.Measure;

namespace OrleansRegistration.Bench.Run;

/// <summary>The statuses and latencies of one kind of request.</summary>
internal sealed record KindResult(Dictionary<string, int> Statuses, Latency Accepted, Latency Refused);
