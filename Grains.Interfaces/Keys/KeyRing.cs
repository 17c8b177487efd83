using System.Collections.Immutable;

namespace OrleansRegistration.Keys;

/// <summary>All keys that the nodes of a service share.</summary>
/// <param name="Version">Of the row; 0 when there is none.</param>
/// <param name="MasterCheck">Tells whether a node has the master secret that the ring is encrypted under; <c>null</c> in an empty ring.</param>
[GenerateSerializer, Immutable, Alias("keyring")]
public sealed record KeyRing(
    [property: Id(0)] long Version,
    [property: Id(1)] string? MasterCheck,
    [property: Id(2)] ImmutableArray<KeyRingKey> Keys,
    [property: Id(3)] ImmutableArray<KeyRingElement> Elements
)
{
    /// <summary>How much longer than its tokens a signing key is accepted: for clocks that differ.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);
}
