using System.Collections.Immutable;

namespace OrleansRegistration.Keys;

/// <summary>All keys that the nodes of the service share.</summary>
/// <param name="Version">The version of the row; 0 without a row.</param>
/// <param name="MasterCheck">
/// Shows whether a node has the master secret that encrypts the ring; <c>null</c> in an empty ring.
/// </param>
[GenerateSerializer, Immutable, Alias("keyring")]
public sealed record KeyRing(
    [property: Id(0)] long Version,
    [property: Id(1)] string? MasterCheck,
    [property: Id(2)] ImmutableArray<KeyRingKey> Keys,
    [property: Id(3)] ImmutableArray<KeyRingElement> Elements
)
{
    /// <summary>How much longer than its tokens a signing key is accepted, because clocks differ.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);
}
