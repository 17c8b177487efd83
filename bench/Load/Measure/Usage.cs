namespace OrleansRegistration.Bench.Measure;

/// <summary>The CPU and memory of a process in a run.</summary>
/// <param name="ProcessorSeconds">CPU seconds from the first request until a second after the last reply.</param>
/// <param name="ResidentMebibytes">Resident memory at the end.</param>
/// <param name="ProportionalMebibytes">Resident memory at the end, with shared pages divided.</param>
internal sealed record Usage(double ProcessorSeconds, double ResidentMebibytes, double ProportionalMebibytes);
