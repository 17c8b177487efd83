namespace OrleansRegistration.Bench.Measure;

/// <summary>A process to account for, with its descendants.</summary>
internal sealed record Watched(string Name, int Process);
