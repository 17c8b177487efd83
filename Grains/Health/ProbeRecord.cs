namespace OrleansRegistration.Health;

/// <summary>The record of the row that is written to try storage.</summary>
internal sealed record ProbeRecord(DateTimeOffset WrittenAt);
