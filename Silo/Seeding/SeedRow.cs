namespace OrleansRegistration.Seeding;

/// <summary>A row to load.</summary>
/// <param name="Version">The number of times that the service would have written the row.</param>
/// <param name="Payload">JSON in UTF-8.</param>
internal readonly record struct SeedRow(string Type, string Key, int Version, byte[] Payload);
