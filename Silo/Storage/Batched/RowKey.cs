namespace OrleansRegistration.Storage;

/// <summary>The key of a row of the service. A batch has at most one operation for a key.</summary>
internal readonly record struct RowKey(string GrainType, string GrainKey) : IComparable<RowKey>
{
    /// <summary>
    /// Compares by code unit: all nodes use the same order, so batches never wait for each other in a circle.
    /// </summary>
    public int CompareTo(RowKey other)
    {
        var byType = string.CompareOrdinal(GrainType, other.GrainType);
        return byType != 0 ? byType : string.CompareOrdinal(GrainKey, other.GrainKey);
    }
}
