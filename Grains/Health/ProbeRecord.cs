namespace OrleansRegistration.Health;

/// <summary>The row that is written to try storage.</summary>
internal sealed record ProbeRecord(DateTimeOffset WrittenAt);
