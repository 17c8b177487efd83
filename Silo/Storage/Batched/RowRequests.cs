namespace OrleansRegistration.Storage;

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

/// <summary>
/// Gives a row a new payload and the next version, or deletes it, if its version is <paramref name="Version"/>.
/// </summary>
/// <param name="Key">The row.</param>
/// <param name="Version">The version that this was decided on; <c>null</c> if there must be no row yet.</param>
/// <param name="Payload">JSON in UTF-8; <c>null</c> deletes the row.</param>
internal sealed record RowMutation(RowKey Key, int? Version, byte[]? Payload) : IRowRequest
{
    /// <inheritdoc/>
    public int Bytes => Payload?.Length ?? 0;

    /// <summary>The version of the row afterwards.</summary>
    public int NextVersion { get; } =
        Version is { } version ? RowVersions.After(version) : RowVersions.First(Key.GrainType);
}

/// <summary>A stored row.</summary>
/// <param name="Version">The version (<see cref="RowVersions"/>).</param>
/// <param name="Payload">JSON in UTF-8.</param>
internal sealed record RowContent(int Version, byte[] Payload);
