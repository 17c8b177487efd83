namespace OrleansRegistration.Seeding;

/// <summary>A row to be loaded.</summary>
/// <param name="Version">How often the service would have written it.</param>
/// <param name="Payload">JSON in UTF-8.</param>
internal readonly record struct SeedRow(string Type, string Key, int Version, byte[] Payload);
