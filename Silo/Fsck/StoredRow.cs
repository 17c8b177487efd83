using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>A row of the store.</summary>
/// <param name="Payload">JSON in UTF-8.</param>
internal readonly record struct StoredRow(RowKey Key, ReadOnlyMemory<byte> Payload);
