namespace OrleansRegistration.Storage;

/// <summary>Which row of the service: at most one operation on a row is in a batch.</summary>
internal readonly record struct RowKey(string GrainType, string GrainKey) : IComparable<RowKey>
{
    /// <summary>One order on all nodes, by code unit, so that no two batches wait for each other's rows.</summary>
    public int CompareTo(RowKey other)
    {
        var byType = string.CompareOrdinal(GrainType, other.GrainType);
        return byType != 0 ? byType : string.CompareOrdinal(GrainKey, other.GrainKey);
    }
}

/// <summary>An operation on one row.</summary>
internal interface IRowRequest
{
    /// <summary>The row.</summary>
    RowKey Key { get; }

    /// <summary>The payload's size in bytes.</summary>
    int Bytes { get; }
}

/// <summary>Reads the row.</summary>
internal sealed record RowRead(RowKey Key) : IRowRequest
{
    /// <inheritdoc/>
    public int Bytes => 0;
}

/// <summary>Gives the row a new payload and the next version, or deletes it, if its version is <paramref name="Version"/>.</summary>
/// <param name="Key">The row.</param>
/// <param name="Version">The version on which this was decided; <c>null</c>: there must be no row yet.</param>
/// <param name="Payload">JSON in UTF-8; <c>null</c> deletes.</param>
internal sealed record RowMutation(RowKey Key, int? Version, byte[]? Payload) : IRowRequest
{
    /// <inheritdoc/>
    public int Bytes => Payload?.Length ?? 0;

    /// <summary>The row's version once this is done.</summary>
    public int NextVersion { get; } =
        Version is { } version ? RowVersions.After(version) : RowVersions.First(Key.GrainType);
}

/// <summary>A row as it is stored.</summary>
/// <param name="Version">See <see cref="RowVersions"/>.</param>
/// <param name="Payload">JSON in UTF-8.</param>
internal sealed record RowContent(int Version, byte[] Payload);
