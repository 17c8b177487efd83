namespace OrleansRegistration.Bench.Measure;

/// <summary>What a watched process used during a run.</summary>
/// <param name="ProcessorSeconds">From the first request until a second after the last reply.</param>
/// <param name="ResidentMebibytes">At the end.</param>
/// <param name="ProportionalMebibytes">At the end; pages shared by several processes are divided among them.</param>
internal sealed record Usage(double ProcessorSeconds, double ResidentMebibytes, double ProportionalMebibytes);
