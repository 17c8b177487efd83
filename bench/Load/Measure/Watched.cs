namespace OrleansRegistration.Bench.Measure;

/// <summary>A process whose CPU and memory are measured, with its descendants.</summary>
internal sealed record Watched(string Name, int Process);
